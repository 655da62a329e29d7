export type { MediaErrorCode } from './errors.js';
export { MediaError } from './errors.js';
export type { OpenVideoOptions, VideoSource } from './source.js';
export { openVideo } from './open.js';
export type { OutputFormat, VideoWriter, VideoWriterOptions } from './writer.js';
export { createVideoWriter, outputFormatOf } from './writer.js';
export { isSequencePattern, listSequence, sequenceName } from './png-sequence.js';
export { forgetTemporary, rememberTemporary } from './temporary.js';
export { writeToStandardOutput, writeWholeFile } from './atomic-file.js';
