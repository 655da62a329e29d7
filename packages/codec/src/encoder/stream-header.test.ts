import { describe, expect, it } from 'vitest';
import { modelNote, streamHeader } from './stream-header.js';

const frameRate = { numerator: 25, denominator: 1 };

describe('streamHeader', () => {
  it('names the model that is asked for up to 2^21 pixels, none above, and says so', () => {
    const largest = streamHeader({ width: 2048, height: 1024 }, { frameRate, modelId: 8 });
    expect(largest.modelId).toBe(8);
    expect(modelNote(largest, 8)).toBeUndefined();
    const larger = streamHeader({ width: 2048, height: 1025 }, { frameRate, modelId: 8 });
    expect(larger.modelId).toBe(0);
    expect(modelNote(larger, 8)).toContain('2097152 pixels');
    expect(modelNote(larger, 0)).toBeUndefined();
    expect(modelNote(larger)).toBeUndefined();
  });
});
