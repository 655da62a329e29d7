import { describe, expect, it } from 'vitest';
import { sportClip, talkingClip } from '../../../../../test/fixtures/no-scene.js';
import { swayingClip } from '../../../../../test/fixtures/swaying-scene.js';
import type { Picture } from '../../picture/index.js';
import { thumbnail } from './thumbnails.js';
import { shareOfTravel } from './travel.js';

const travelIn = (clip: readonly Picture[]): number => shareOfTravel(clip.map(thumbnail));

describe('shareOfTravel', () => {
  it('is much where players run or somebody turns and talks', () => {
    for (const players of [3, 12]) expect(travelIn(sportClip(64, 24, players))).toBeGreaterThan(0.2);
    expect(travelIn(talkingClip(64, 40))).toBeGreaterThan(0.1);
  });

  it('is little where things sway, and none where they flicker or nothing is there', () => {
    expect(travelIn(swayingClip({ width: 64, height: 64, frames: 24, amplitude: 2 }))).toBeLessThan(0.1);
    const scene = swayingClip({ width: 64, height: 64, frames: 24, amplitude: 0 });
    const flickers = scene.map((picture, t) => ({
      ...picture,
      y: picture.y.map((luma, i) => (i % 64 < 20 && t % 2 === 0 ? luma + 60 : luma)),
    }));
    expect(travelIn(flickers)).toBe(0);
    expect(travelIn(scene.map((picture) => ({ ...picture, y: picture.y.map(() => 90) })))).toBe(0);
    expect(travelIn(scene.slice(0, 1))).toBe(0);
  });
});
