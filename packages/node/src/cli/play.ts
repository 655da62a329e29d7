import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readStreamInfo, framesPerSecond, type StreamInfo } from 'dynamics-codec';
import { MODEL_FILES } from 'dynamics-codec/generator';
import { MediaError } from '../index.js';
import { createFileServer, listen, type ServedFile } from './file-server.js';
import { readStreamBytes } from './files.js';
import { PLAY_POLICY, PLAY_SCRIPT, playPage, playStyle } from './play-page.js';
import { printText, remark } from './terminal.js';

/** Options of `dync play`. */
export interface PlayCommand {
  /** Whether to open the browser. */
  readonly open: boolean;
  /** Port to listen on; any free one when 0. */
  readonly port: number;
}

/** The neural part, which the player asks for where a stream was made for a model. */
const NEURAL_FILES = ['host.js', 'neural.js', 'onnx.js', 'onnx.wasm', ...MODEL_FILES.map(({ file }) => file)];
const TYPES: Readonly<Record<string, string>> = { js: 'text/javascript', wasm: 'application/wasm' };

const { resolve } = createRequire(import.meta.url);

/**
 * Serves a page that plays a stream, until `signal` is raised. The file is read anew when the page is loaded again.
 * @throws StreamError where the file is no sound stream, MediaError where it or the player is missing or the port is taken
 */
export async function playCommand(input: string, { open, port }: PlayCommand, signal: AbortSignal): Promise<void> {
  const first = await readStreamBytes(input);
  const info = readStreamInfo(first);
  const [player, models] = ['player/package.json', 'models/package.json'].map((file) =>
    pathToFileURL(resolve(`@dynamics-codec/${file}`)),
  );
  if (!existsSync(new URL('dist/player.js', player)))
    throw new MediaError('MISSING_FILE', 'The player is not built; run `npm run build`');
  const name = input === '-' ? 'Standard input' : basename(input);
  const files = new Map<string, ServedFile>([
    ['/', async () => ['text/html; charset=utf-8', await Promise.resolve(playPage({ name, facts: factsOf(info) }))]],
    ['/page.js', async () => ['text/javascript', await Promise.resolve(PLAY_SCRIPT)]],
    ['/style.css', async () => ['text/css', await Promise.resolve(playStyle(info.width / info.height))]],
    ...scriptsOf(fileURLToPath(new URL('dist/', player))).map((file): [string, ServedFile] => [
      `/${file}`,
      async () => ['text/javascript', await readFile(new URL(`dist/${file}`, player))],
    ]),
    ...NEURAL_FILES.map((file): [string, ServedFile] => [
      `/neural/${file}`,
      async () => [
        TYPES[file.replace(/^.*\./, '')] ?? 'application/octet-stream',
        await readFile(new URL(`neural/${file}`, models)),
      ],
    ]),
    ['/stream.dync', async () => ['application/octet-stream', input === '-' ? first : await readStreamBytes(input)]],
  ]);
  const server = createFileServer(files, {
    'content-security-policy': PLAY_POLICY,
    'cross-origin-resource-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  const address = await listen(server, port);
  await printText(address);
  remark(`playing ${name}; Ctrl-C ends`);
  if (open) openBrowser(address);
  await ended(server, signal);
}

/** Scripts of the built player: those in its folder, and its parts. */
function scriptsOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /^(parts\/)?[\w-]+\.js$/.test(path));
}

function factsOf({ width, height, frameRate, duration, bytes, bitrate, groups }: StreamInfo): string[] {
  const loops = groups.some(({ loopFrames }) => loopFrames !== undefined);
  return [
    `${width} × ${height}`,
    `${duration.toFixed(1)} s${loops ? ', loops' : ''}`,
    `recorded at ${Number(framesPerSecond(frameRate).toFixed(2))} frames a second`,
    `${bytes.toLocaleString('en')} bytes`,
    `${(bitrate / 1000).toFixed(1)} kbit/s`,
  ];
}

function ended(server: Server, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      server.close(() => resolve());
      server.closeAllConnections();
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}

/** Opens an address in the user's browser; where there is none, the printed address must do. */
function openBrowser(address: string): void {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', address]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', address]
        : ['xdg-open', address];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => undefined);
  child.unref();
}
