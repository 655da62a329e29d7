import { expect, it } from 'vitest';
import { NO_MOTION, type StatisticsTokens } from '../motion/index.js';
import { loopPeriod } from './loop-period.js';

const drawn: StatisticsTokens = { grid: 0, loopFrames: 50, displacement: undefined, light: undefined };
const swaying = { ...NO_MOTION, camera: [{ move: 0, seriesStep: 0, series: new Int32Array(4) }] };

it('takes the period of the coded motion, and of what is drawn where nothing else moves', () => {
  expect(loopPeriod(NO_MOTION, undefined)).toBe(0);
  expect(loopPeriod(NO_MOTION, drawn)).toBe(50);
  expect(loopPeriod({ ...swaying, loopFrames: 40 }, drawn)).toBe(40);
  expect(loopPeriod(swaying, drawn)).toBe(0);
});
