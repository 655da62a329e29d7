import type { JobProgress, JobStage } from '../work/protocol.js';
import { element } from './element.js';
import { stageList, type StageList } from './stage-list.js';
import { JobClock } from './time-left.js';
import { timeLeftText } from './wording.js';

/** The stages as people see them, in order. Key picture and motion are chosen together. */
const STAGES: readonly { readonly label: string; readonly stages: readonly JobStage[] }[] = [
  { label: 'Reading the frames', stages: ['reading'] },
  { label: 'Following the motion', stages: ['flow'] },
  { label: 'Finding its modes', stages: ['modes'] },
  { label: 'Sharing out the bytes', stages: ['key', 'motion', 'writing'] },
  { label: 'Checking what decodes', stages: ['checking'] },
  { label: 'Encoding the rival', stages: ['rival'] },
];
/** Milliseconds between two looks at the clock. */
const TICK = 400;
/** Screen readers hear the state at most this often, milliseconds. */
const SPOKEN_EVERY = 5000;

/** Shows how far an encode is: stage, share, time left, and a button to cancel. */
export class ProgressPanel {
  readonly node: HTMLElement;
  private readonly bar = element('progress', {
    with: { max: 1, value: 0 },
    attributes: { 'aria-label': 'Progress of the encode' },
  });
  private readonly percent = element('span', { class: 'percent' }, '0 %');
  private readonly left = element('span', { class: 'time-left' });
  private readonly spoken = element('p', { class: 'unseen', attributes: { role: 'status' } });
  private readonly stages: StageList;
  private readonly clock = new JobClock(performance.now());
  private readonly ticking = setInterval(() => this.tick(), TICK);
  private lastSpoken = 0;
  private stage: JobStage = 'reading';

  /** @param withRival whether a rival is part of the job */
  constructor(withRival: boolean, onCancel: () => void) {
    const stages = withRival ? STAGES : STAGES.slice(0, -1);
    this.stages = stageList(stages.map(({ label }) => label));
    this.node = element(
      'section',
      { class: 'progress panel', attributes: { 'aria-label': 'Encoding' } },
      element('div', { class: 'progress-head' }, this.percent, this.left),
      this.bar,
      this.stages.node,
      this.spoken,
      element('button', { class: 'secondary', with: { type: 'button', onclick: onCancel } }, 'Cancel'),
    );
    this.tick();
  }

  /** Takes a step of progress. */
  show({ stage, fraction, partEnd }: JobProgress): void {
    this.clock.report(fraction, partEnd, performance.now());
    if (stage === this.stage) return;
    this.stage = stage;
    this.tick();
  }

  /** Ends the clock. */
  close(): void {
    clearInterval(this.ticking);
  }

  private tick(): void {
    const now = performance.now();
    const estimate = this.clock.at(now);
    const left = timeLeftText(estimate.left);
    const percent = `${Math.floor(100 * estimate.fraction)} %`;
    this.bar.value = estimate.fraction;
    this.percent.textContent = percent;
    this.left.textContent = left;
    const current = STAGES.findIndex(({ stages }) => stages.includes(this.stage));
    this.stages.show(current);
    if (now - this.lastSpoken < SPOKEN_EVERY) return;
    this.lastSpoken = now;
    this.spoken.textContent = `${STAGES[current]?.label ?? ''}, ${percent}, ${left}`;
  }
}
