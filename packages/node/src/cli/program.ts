import { Argument, Option, type Command } from 'commander';
import type { AnimateCommand } from './animate.js';
import type { CompareCommand } from './compare.js';
import type { DecodeCommand } from './decode.js';
import type { EncodeCommand } from './encode.js';
import type { BatchCommand } from './batch.js';
import { addBudgets } from './budgets.js';
import { addEncodeFlags } from './encode-flags.js';
import { packageVersion } from './package-version.js';
import type { PlayCommand } from './play.js';
import { quietCommand } from './quiet-command.js';
import { BACKGROUND, numberBetween, parseColour, parseSize } from './values.js';

/**
 * The command line of `dync`. Commands are loaded when called: help need not wait for codecs. Parsing throws commander's `CommanderError` instead of leaving the process.
 * @param signal raised when the user interrupts
 */
export function createProgram(signal: AbortSignal): Command {
  const program = quietCommand('dync')
    .description(
      'Encodes living scenes (a tree in the wind, a pond, a candle) into a few kilobytes, and plays them back sharp.',
    )
    .version(packageVersion(), '-V, --version')
    .addHelpText('after', EXAMPLES);
  addEncode(program, signal);
  addBatch(program, signal);
  addDecode(program, signal);
  addInfo(program);
  addPlay(program, signal);
  addCompare(program, signal);
  addAnimate(program, signal);
  addService(program, signal);
  addDoctor(program);
  addCompletion(program);
  return program;
}

const EXAMPLES = `
Examples:
  dync encode tree.mp4 -o tree.dync                        at 8 kbit/s
  dync encode tree.mp4 -o tree.dync --bytes 4000 --size 256x256 --frames 100
  dync decode tree.dync -o again.mp4
  dync decode tree.dync -o slow.gif --motion 0.5 --fps 12.5
  dync decode tree.dync -o - | ffplay -
  dync info tree.dync
  dync play tree.dync
  dync compare tree.mp4 tree.dync -o compare.mp4 --with x265
  dync animate meadow.jpg -o meadow.dync                   a photograph comes alive
  dync batch clips -o streams --size 512x512               all clips of a folder
  dync doctor                                              what is installed, and what is slow

Inputs are mp4, mov, mkv, webm, avi, mpg, ts, wmv, dv, mxf, mjpeg, gif, animated webp, avif and png,
y4m, numbered PNGs and - (standard input).
Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.`;

const LIVELINESS = 'scale the motion that is drawn, not sent: 0 shows only what was sent, 1 is as measured, up to 2';

function addEncode(program: Command, signal: AbortSignal): void {
  const command = program
    .command('encode')
    .description('encode a video into a stream')
    .argument('<input>', 'video file, pattern like frame_%04d.png, folder of PNGs, or -')
    .requiredOption('-o, --output <file>', 'stream to write, or - for standard output');
  addEncodeFlags(command)
    .option(
      '--threads <count>',
      'threads that encode; the stream is the same for any number (those of the machine when left out)',
      numberBetween(1, 256, 'integer'),
    )
    .option(
      '--live',
      'write each group as soon as it is complete: for a camera, a pipe, an address of rtsp, http or https',
    )
    .option(
      '--latency <seconds>',
      'longest group of a live stream, by which viewers are behind at least (2 when left out); means --live',
      numberBetween(0.1, 40),
    )
    .option('--force', 'replace existing files')
    .option('--json', 'print a report as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  dync encode pond.webm -o pond.dync --bitrate 10k --size 512x512 --start 2 --frames 150\n' +
        '  ffmpeg -i rtsp://camera -f yuv4mpegpipe - | dync encode - -o pond.dync --latency 1 --size 256x256\n' +
        '  dync encode rtsp://camera/stream -o - --live --size 256x256 | ssh server "cat > pond.dync"',
    )
    .action(async (input: string, options: EncodeCommand & { readonly live?: boolean; readonly latency?: number }) =>
      options.live === true || options.latency !== undefined
        ? (await import('./live.js')).liveCommand(input, options, signal)
        : (await import('./encode.js')).encodeCommand(input, options, signal),
    );
}

function addBatch(program: Command, signal: AbortSignal): void {
  const command = program
    .command('batch')
    .description('encode many clips, in as many processes as there are cores; what is finished is not done again')
    .argument(
      '<inputs...>',
      'videos, folders of them, patterns like "clips/**/*.mp4", and lists of clips with settings (.csv, .jsonl)',
    )
    .requiredOption('-o, --output <folder>', 'folder for the streams, and a report beside each');
  addEncodeFlags(command)
    .option(
      '--jobs <count>',
      'clips at a time (the cores of the machine when left out)',
      numberBetween(1, 256, 'integer'),
    )
    .option('--retry', 'try clips again that failed before')
    .option('--timeout <seconds>', 'most time for a clip', numberBetween(1, 1e6))
    .option('--force', 'replace streams that no batch has made')
    .option('--json', 'print a report as JSON')
    .addHelpText(
      'after',
      `
A list is a CSV file with a line of names, or a file of one JSON object a line. It names an input, may name an output, and
any setting by its flag: input,output,bitrate,size. Paths begin at the folder of the list.

Examples:
  dync batch clips -o streams --size 512x512
  dync batch "clips/**/*.mp4" -o streams --preset fast
  dync batch clips.csv -o streams --retry`,
    )
    .action(async (inputs: string[], options: BatchCommand) =>
      (await import('./batch.js')).batchCommand(inputs, options, signal),
    );
}

function addDecode(program: Command, signal: AbortSignal): void {
  addBudgets(program.command('decode'), ['maxPixels', 'maxSeconds', 'maxOutputFrames'])
    .description('decode a stream into a video')
    .argument('<input>', 'stream, or - for standard input')
    .requiredOption(
      '-o, --output <file>',
      '.mp4, .webm, .gif, .webp, .avif, .y4m, frame_%04d.png, or - for standard output (y4m)',
    )
    .addOption(
      new Option('--format <name>', 'format, where the name does not tell').choices([
        'mp4',
        'webm',
        'gif',
        'webp',
        'avif',
        'y4m',
        'png',
      ]),
    )
    .addOption(
      new Option(
        '--generator <name>',
        'what restores key pictures: the model of the stream where it can run (auto), nothing else (learned), or no model (classical)',
      )
        .choices(['auto', 'learned', 'classical'])
        .default('auto'),
    )
    .option(
      '--fidelity <share>',
      'how much of the key pictures stays as it was sent: 0 restores them fully, 1 not at all',
      numberBetween(0, 1),
    )
    .option('--motion <factor>', 'scale the motion: 0 stands still, 1 is as encoded, up to 3', numberBetween(0, 3))
    .option('--liveliness <factor>', LIVELINESS, numberBetween(0, 2))
    .option('--fps <rate>', 'frame rate to play at; any, since motion is continuous', numberBetween(0.1, 240))
    .option(
      '--threads <count>',
      'threads that render; pictures are the same for any number (those of the machine above 512x512 when left out)',
      numberBetween(1, 256, 'integer'),
    )
    .option('--background <colour>', `${BACKGROUND}; without it, webm, gif, webp and PNG keep it so`, parseColour)
    .option('--force', 'replace existing files')
    .addHelpText('after', '\nExample:\n  dync decode pond.dync -o pond.webm --fps 60')
    .action(async (input: string, options: DecodeCommand) =>
      (await import('./decode.js')).decodeCommand(input, options, signal),
    );
}

function addInfo(program: Command): void {
  program
    .command('info')
    .description('print what a stream holds and where its bytes go')
    .argument('<file>', 'stream, or - for standard input')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExample:\n  dync info pond.dync --json')
    .action(async (file: string, options: { json?: boolean }) =>
      (await import('./info.js')).infoCommand(file, options),
    );
}

function addPlay(program: Command, signal: AbortSignal): void {
  program
    .command('play')
    .description('play a stream in the browser, from a page on this machine')
    .argument('<stream>', 'stream, or - for standard input')
    .option('--no-open', 'only print the address of the page')
    .option('--port <number>', 'port to listen on (any free one when left out)', numberBetween(1, 65_535, 'integer'), 0)
    .action(async (stream: string, options: PlayCommand) =>
      (await import('./play.js')).playCommand(stream, options, signal),
    );
}

function addCompare(program: Command, signal: AbortSignal): void {
  addBudgets(program.command('compare'), ['maxPixels', 'maxSeconds', 'maxOutputFrames'])
    .description('write a video with the original and the decoded stream side by side')
    .argument('<original>', 'the video that was encoded')
    .argument('<stream>', 'the stream made from it')
    .requiredOption('-o, --output <file>', 'video to write')
    .addOption(new Option('--with <codec>', 'add a conventional codec at the same number of bytes').choices(['x265']))
    .option('--start <seconds>', 'where the stream starts in the original', numberBetween(0, 1e9))
    .option('--start-number <number>', 'first of numbered pictures', numberBetween(0, 1e9, 'integer'))
    .option('--liveliness <factor>', LIVELINESS, numberBetween(0, 2))
    .option('--force', 'replace existing files')
    .addHelpText('after', '\nExample:\n  dync compare pond.webm pond.dync -o compare.mp4 --with x265')
    .action(async (original: string, stream: string, options: CompareCommand) =>
      (await import('./compare.js')).compareCommand(original, stream, options, signal),
    );
}

function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('tell what is installed, what is slow and what does not work')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }) => (await import('./doctor.js')).doctorCommand(options));
}

function addCompletion(program: Command): void {
  program
    .command('completion')
    .description('print a script by which a shell completes commands, flags and files')
    .addArgument(new Argument('<shell>', 'shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      `
Examples:
  eval "$(dync completion bash)"              in ~/.bashrc
  source <(dync completion zsh)               in ~/.zshrc, behind compinit
  dync completion fish | source               in ~/.config/fish/config.fish`,
    )
    .action(async (shell: 'bash' | 'zsh' | 'fish') =>
      (await import('./completion.js')).completionCommand(shell, program),
    );
}

/** Commands of `@dynamics-codec/service`, which has their flags and their help. */
const SERVICE_COMMANDS = [
  ['queue', 'queue clips for workers on any number of machines, and see what becomes of them'],
  ['worker', 'do jobs of the queue'],
  ['serve', 'serve an HTTP API: videos in, streams out'],
] as const;

function addService(program: Command, signal: AbortSignal): void {
  for (const [name, description] of SERVICE_COMMANDS) {
    program
      .command(name)
      .description(description)
      .helpOption(false)
      .allowUnknownOption()
      .argument('[arguments...]')
      .action(async (args: string[]) => (await import('./service.js')).serviceCommand([name, ...args], signal));
  }
}

function addAnimate(program: Command, signal: AbortSignal): void {
  program
    .command('animate')
    .description('make a photograph come alive: a seamless loop, drawn from what in it would move')
    .argument('<photo>', 'JPEG, PNG, WebP, AVIF, TIFF or GIF')
    .requiredOption('-o, --output <file>', 'stream to write, or - for standard output')
    .option('--strength <factor>', 'how strongly it moves, 0 to 4', numberBetween(0, 4), 1)
    .option('--seconds <length>', 'length of the loop', numberBetween(0.5, 40), 8)
    .option('--fps <rate>', 'frames per second', numberBetween(1, 120), 25)
    .option('--seed <number>', 'decides which motion it is', numberBetween(0, 2 ** 31 - 1, 'integer'), 0)
    .option('--mask <picture>', 'what may move: white moves, black stands still')
    .option('--like <clip>', 'move as strongly and as fast as this clip')
    .option('--background <colour>', `${BACKGROUND}; without it, it stays transparent`, parseColour)
    .option('--size <WxH>', 'size to cut and scale to (at most 768 pixels along a side when left out)', parseSize)
    .option(
      '--quality <level>',
      'quality of the picture from 1 to 100 (40 when left out)',
      numberBetween(1, 100, 'integer'),
    )
    .option('--bytes <count>', 'size of the file to aim at instead', numberBetween(64, 1e9, 'integer'))
    .addOption(
      new Option(
        '--generator <name>',
        'what decoders shall draw with: the learned model, or no model (classical); auto is learned',
      )
        .choices(['auto', 'learned', 'classical'])
        .default('auto'),
    )
    .option('--force', 'replace existing files')
    .option('--json', 'print a report as JSON')
    .addHelpText('after', '\nExample:\n  dync animate meadow.jpg -o meadow.dync --strength 1.5 --seconds 6')
    .action(async (input: string, options: AnimateCommand) =>
      (await import('./animate.js')).animateCommand(input, options, signal),
    );
}
