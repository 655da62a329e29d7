import { describe, expect, it } from 'vitest';
import { examine } from './examine.js';

describe('examine', () => {
  it('finds what is installed here', async () => {
    const findings = await examine();
    const of = (name: string) => findings.find((finding) => finding.name === name);
    expect(findings.filter(({ health }) => health === 'broken')).toEqual([]);
    expect(of('kernels')).toMatchObject({ health: 'ok', text: 'WebAssembly with SIMD' });
    expect(of('ffmpeg')?.text).toMatch(/^FFmpeg \d.* of node-av \d+\.\d+\.\d+$/);
    expect(of('stills')?.text).toMatch(/^AV1 by sharp \d/);
    expect(of('networks')?.text).toMatch(/^4 models \(7\.8 MB\) in /);
  });

  it('tells what throws as broken, and goes on', async () => {
    const broken = () => {
      throw new Error('libfoo.so is missing\n  at x');
    };
    expect(
      await examine([
        { name: 'one', hint: 'install it', look: broken },
        { name: 'two', hint: '', look: () => Promise.resolve({ health: 'ok', text: 'there' }) },
      ]),
    ).toEqual([
      { name: 'one', health: 'broken', text: 'libfoo.so is missing', hint: 'install it' },
      { name: 'two', health: 'ok', text: 'there' },
    ]);
  });
});
