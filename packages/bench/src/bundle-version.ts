/**
 * @file Versions of the encoders in the bundled FFmpeg. None of them can be asked through FFmpeg's interface, but each
 * names its version in the log when it starts, so each is started once, in a process of its own, whose log is read.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as av from 'node-av';
import { packageVersion } from './package-version.js';

/** How a library names its version in its log. */
const NAMED: Readonly<Record<string, { readonly library: string; readonly version: RegExp }>> = {
  libx265: { library: 'x265', version: /HEVC encoder version (\S+)/ },
  libsvtav1: { library: 'SVT-AV1', version: /SVT-AV1 Encoder Lib (\S+)/ },
  'libvpx-vp9': { library: 'libvpx', version: /\[libvpx-vp9 @ [^\]]*\] (v[\d.]+\S*)/ },
};

/** What the encoders come in: `node-av 6.1.1, FFmpeg 8.1-Jellyfin`. */
export function bundleVersion(): string {
  return `node-av ${packageVersion('node-av') ?? 'of unknown version'}, FFmpeg ${av.getFFmpegInfo().version}`;
}

/**
 * Version of an encoder of the bundled FFmpeg: `x265 4.1+54-fa2770934 (node-av 6.1.1, FFmpeg 8.1-Jellyfin)`, or only the
 * bundle where the library does not say.
 */
export async function encoderVersion(
  encoder: string,
  log: (encoder: string) => Promise<string> = logOf,
): Promise<string> {
  const known = NAMED[encoder];
  const found = known?.version.exec(await log(encoder).catch(() => ''))?.[1];
  if (!known || found === undefined)
    return `${encoder} as bundled in ${bundleVersion()}; it does not tell its own version`;
  return `${known.library} ${found} (${bundleVersion()})`;
}

/** What an encoder logs on its way through three small frames. */
function logOf(encoder: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./encoder-log.js', import.meta.url)), [encoder], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, SVT_LOG: '3' },
    });
    let log = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString('latin1');
    });
    child.once('error', reject);
    child.once('close', () => {
      resolve(log);
    });
  });
}
