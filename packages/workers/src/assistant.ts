/** @file The assistant of a thread that encodes a group: a worker that takes shares of the work, and the way to it. */
import { assistHere, type GroupAssistant, type JudgedOriginal, type MotionQuestion } from 'dynamics-codec/encoder';
import { breather } from 'dynamics-codec/math';
import type { Context, Handlers, ResultOf } from './api.js';
import { transferred } from './transfer.js';
import type { WorkerConnection } from './worker-connection.js';

type Argument<K extends keyof GroupAssistant> = Parameters<GroupAssistant[K]>[0];
type Answer<K extends keyof GroupAssistant> = ResultOf<GroupAssistant[K]>;

/** What an assistant can be asked: see `GroupAssistant`. */
export interface AssistantApi {
  meet(group: Argument<'meet'>, context: Context): Promise<void>;
  trackBefore(argument: undefined, context: Context): Promise<Answer<'trackBefore'>>;
  flowsAt(frames: readonly number[], context: Context): Promise<Answer<'flowsAt'>>;
  refine(order: Argument<'refine'>, context: Context): Promise<Answer<'refine'>>;
  prepareJudging(original: JudgedOriginal, context: Context): Promise<void>;
  judge(question: MotionQuestion, context: Context): Promise<Answer<'judge'>>;
}

/** Answers {@link AssistantApi}. */
export function assistantHandlers(): Handlers<AssistantApi> {
  let signal: AbortSignal | undefined;
  const turn = breather(undefined);
  const assistant = assistHere(async () => {
    await turn();
    signal?.throwIfAborted();
  });
  /** Work that the signal of its call ends. */
  const under =
    <A, R>(work: (argument: A) => R) =>
    (argument: A, context: Context): R => {
      signal = context.signal;
      return work(argument);
    };
  return {
    meet: under((group) => assistant.meet(group)),
    trackBefore: under(async () => transferred(await assistant.trackBefore())),
    flowsAt: under(async (frames) => transferred(await assistant.flowsAt(frames))),
    refine: under(async (order) => transferred(await assistant.refine(order))),
    prepareJudging: under((original) => assistant.prepareJudging(original)),
    judge: under((question) => assistant.judge(question)),
  };
}

/** The assistant in a worker. @param signal gives up all that is under way */
export function assistantOver(worker: WorkerConnection<AssistantApi>, signal: AbortSignal): GroupAssistant {
  const options = { signal };
  return {
    meet: (group) => worker.call('meet', group, options),
    trackBefore: () => worker.call('trackBefore', undefined, options),
    flowsAt: (frames) => worker.call('flowsAt', frames, options),
    refine: (order) => worker.call('refine', order, options),
    prepareJudging: (original) => worker.call('prepareJudging', original, options),
    judge: (question) => worker.call('judge', question, options),
  };
}
