import { describe, expect, it } from 'vitest';
import { bundleVersion, encoderVersion } from './bundle-version.js';
import { ownVersion } from './package-version.js';

const says = (log: string) => () => Promise.resolve(log);

describe('versions', () => {
  it('are what the encoders log when they start', async () => {
    expect(
      await encoderVersion(
        'libx265',
        says('x265 [info]: HEVC encoder version 4.1+54-fa2770934\nx265 [info]: build info'),
      ),
    ).toBe(`x265 4.1+54-fa2770934 (${bundleVersion()})`);
    expect(await encoderVersion('libsvtav1', says('Svt[info]: SVT [version]:\tSVT-AV1 Encoder Lib v3.1.2\n'))).toMatch(
      /^SVT-AV1 v3\.1\.2 \(/,
    );
    expect(await encoderVersion('libvpx-vp9', says('[libvpx-vp9 @ 0x7f00] v1.15.2\n'))).toMatch(/^libvpx v1\.15\.2 \(/);
  });

  it('name the bundle where an encoder does not tell, or cannot run', async () => {
    expect(bundleVersion()).toMatch(/^node-av \d+\.\d+\.\d+, FFmpeg \d/);
    expect(await encoderVersion('libx265', says('something else'))).toBe(
      `libx265 as bundled in ${bundleVersion()}; it does not tell its own version`,
    );
    expect(await encoderVersion('libsvtav1', () => Promise.reject(new Error('no process')))).toContain('as bundled in');
  });

  it('of this package is in its package.json', () => {
    expect(ownVersion()).toMatch(/^\d+\.\d+\.\d+/);
  });
});
