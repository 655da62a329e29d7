import { describe, expect, it } from 'vitest';
import { InvalidOptionError } from '../picture/index.js';
import { ENCODER_TOOLS, encoderPlan, PRESETS } from './encoder-plan.js';

describe('encoderPlan', () => {
  it('is the balanced one with every tool where nothing is said', () => {
    expect(encoderPlan()).toEqual(encoderPlan('balanced'));
    expect(encoderPlan().without.size).toBe(0);
  });

  it('tries more with every slower preset', () => {
    const plans = PRESETS.map((preset) => encoderPlan(preset));
    for (const knob of ['modes', 'pairs', 'fillSteps'] as const)
      expect(plans.map((plan) => plan[knob])).toEqual(plans.map((plan) => plan[knob]).sort((a, b) => a - b));
    for (const { prices } of plans) expect(prices).toEqual([...prices].sort((a, b) => b - a));
  });

  it('leaves out what is asked, besides what the preset leaves out', () => {
    expect([...encoderPlan('fast', ['camera']).without].sort()).toEqual([
      'camera',
      'lagrangian',
      'light',
      'series-choice',
    ]);
    expect([...encoderPlan('balanced', ENCODER_TOOLS).without]).toEqual(ENCODER_TOOLS);
  });

  it('refuses names that do not exist', () => {
    expect(() => encoderPlan('slow' as 'fast')).toThrow(InvalidOptionError);
    expect(() => encoderPlan('balanced', ['magic' as 'rdo'])).toThrow(/without.*"magic"|without/);
  });
});
