export type { Encoded, EncodeOptions, EncodeProgress, EncodeReport, FrameSource, RateTarget } from './api.js';
export type { Animated, AnimateOptions } from './animate/animate.js';
export { animate } from './animate/animate.js';
export { clipStatistics } from './animate/clip-statistics.js';
export type { GroupView } from './choose/group-view.js';
export { encode } from './encode.js';
export type { EncoderPlan, EncoderTool, Preset } from './encoder-plan.js';
export { ENCODER_TOOLS, encoderPlan, isLarge, PRESETS } from './encoder-plan.js';
export { EmptyClipError } from './errors.js';
export type { LiveEvent, LiveOptions, LivePart } from './live/encode-live.js';
export { encodeLive } from './live/encode-live.js';
export { encodeGroup } from './group/encode-group.js';
export type {
  GroupFacts,
  GroupJob,
  GroupResult,
  GroupRunner,
  GroupStage,
  GroupTarget,
  GroupTools,
  GroupWatch,
} from './group/group-job.js';
export { assistHere } from './parallel/assist-here.js';
export type { GroupAssistant, JudgedOriginal, MotionQuestion } from './parallel/group-assistant.js';
export { groupsHere } from './group/groups-here.js';
export { DEFAULT_GROUP_LIMIT } from './options.js';
