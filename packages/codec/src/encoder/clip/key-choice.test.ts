import { describe, expect, it } from 'vitest';
import { swayingClip, swayingFrame } from '../../../../../test/fixtures/swaying-scene.js';
import { createPicture, type Picture } from '../../picture/index.js';
import { chooseKeyFrame } from './key-choice.js';

const unhurried = (): Promise<void> => Promise.resolve();

describe('chooseKeyFrame', () => {
  it('takes the first of one or two frames', async () => {
    expect(await chooseKeyFrame(swayingClip({ width: 64, height: 64, frames: 1 }), unhurried)).toBe(0);
    expect(await chooseKeyFrame(swayingClip({ width: 64, height: 64, frames: 2 }), unhurried)).toBe(0);
  });

  it('takes the middle where all frames serve alike', async () => {
    expect(await chooseKeyFrame(swayingClip({ width: 64, height: 64, frames: 20, amplitude: 0 }), unhurried)).toBe(10);
  });

  it('does not take a frame that something hides', async () => {
    const clip = swayingClip({ width: 64, height: 64, frames: 20, amplitude: 0.5 });
    const hidden: Picture = createPicture(64, 64);
    clip[10] = hidden;
    expect(await chooseKeyFrame(clip, unhurried)).not.toBe(10);
  });

  it('takes the one frame that shows what most of the others do', async () => {
    const [place, other] = [1, 9].map((seed) => swayingFrame({ width: 64, height: 64, seed }, 0));
    const clip = Array.from({ length: 20 }, (_, t) => (t >= 8 && t < 14 ? other! : place!));
    expect([2, 6, 14, 18]).toContain(await chooseKeyFrame(clip, unhurried));
  });

  it('breathes before every probe, and ends where that throws', async () => {
    const clip = swayingClip({ width: 64, height: 64, frames: 10 });
    let breaths = 0;
    await chooseKeyFrame(clip, () => {
      breaths++;
      return Promise.resolve();
    });
    expect(breaths).toBe(30);
    await expect(chooseKeyFrame(clip, () => Promise.reject(new Error('enough')))).rejects.toThrow('enough');
  });
});
