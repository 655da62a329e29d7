/**
 * @file What one stream may cost at the default budgets: decodes the costliest one that the format allows at 8,388,608 pixels.
 * Its key pictures are of noise, which gives AV1 decoders most to do. Its two groups have all there is: modes,
 * camera, carried texture, light, tone, drawn motion, alpha, grain, and they fade into each other. Fails where it takes more
 * processor time or memory than packages/codec/README.md says.
 *
 *     node --import tsx test/soak/costliest.ts
 */
import { Decoder } from 'dynamics-codec';
import {
  COVER_SECTION,
  DRAWN_MOTION_SECTION,
  MATTE_SECTION,
  writeStream,
  type GroupPayload,
  type StreamHeader,
} from 'dynamics-codec/bitstream';
import { joinCover, joinGrain } from 'dynamics-codec/key';
import {
  CAMERA_MOVES,
  GRID_SIDES,
  gridSize,
  MAX_LIGHT_MODES,
  MAX_MODES,
  MAX_PERIOD,
  MAX_TAIL,
  nearestStep,
  NO_MOTION,
  writeMotionPayload,
  writeStatistics,
  type QuantisedMap,
  type QuantisedMode,
} from 'dynamics-codec/motion';
import { createPicture } from 'dynamics-codec/picture';
import { nodeStills } from '@dynamics-codec/node';
import { LoopWatch } from '../../packages/bench/benches/support/loop-watch.js';
import { readFrame } from '../../packages/codec/src/key/frame-check.js';
import { seededRandom } from '../fixtures/random.js';

/** What packages/codec/README.md states: seconds of processor time, and bytes of memory. */
const MOST = { still: 5, stillMemory: 2e8, opening: 0.5, firstPicture: 12, picture: 5, block: 0.5, memory: 1e9 };
/** Their product is the most that `maxPixels` allows. */
const [WIDTH, HEIGHT] = [4096, 2048];
const FRAMES = 200;
const FINEST = GRID_SIDES.length - 1;
/** Side of a tile, and the quality at which it is encoded: most symbols for what a group may hold. */
const TILE = 512;
const QUALITY = 97;
/** Bits of the header that say: one tile of 512 pixels; 8 across and 4 down of 4096x2048, with sizes in four bytes. */
const ONE_TILE = '100';
const MANY_TILES = '1' + '1110' + '110' + '00000' + '11';

const random = seededRandom(1);
const stills = nodeStills();
const problems: string[] = [];
const smallStill = await stills.encode(createPicture(WIDTH / 4, HEIGHT / 4), { quality: 60, effort: 0 });
const still = await noisyStill();
const stream = costliest();

process.stdout.write(`a stream of ${stream.length} bytes\n`);
const before = memory();
let began = process.cpuUsage();
await stills.decode(still, WIDTH, HEIGHT);
note('still', seconds());
note('stillMemory', memory() - before);
const watch = new LoopWatch();
await watch.start('decode');
const decoder = await Decoder.open(stream, { stills });
note('opening', seconds());
await decoder.frameAt(0);
note('firstPicture', seconds());
await decoder.frameAt((FRAMES + 1) / 25);
seconds();
await decoder.frameAt((FRAMES + 2.5) / 25);
note('picture', seconds());
decoder.close();
const [longest] = await watch.stop();
process.stdout.write(`longest block in ${longest?.calls}\n`);
note('block', (longest?.length ?? 0) / 1000);
note('memory', memory());
for (const problem of problems) process.stderr.write(`costliest stream: ${problem}\n`);
process.exit(problems.length > 0 ? 1 : 0);

/** Most memory that the process ever had, bytes. */
function memory(): number {
  return 1024 * process.resourceUsage().maxRSS;
}

/** Processor time of all threads since the last call. */
function seconds(): number {
  const { user, system } = process.cpuUsage(began);
  began = process.cpuUsage();
  return (user + system) / 1e6;
}

function note(what: keyof typeof MOST, value: number): void {
  const unit = /memory/i.test(what) ? 'bytes' : 's';
  process.stdout.write(`${what}: ${value.toPrecision(3)} ${unit}, at most ${MOST[what]}\n`);
  if (value > MOST[what]) problems.push(`${what} takes ${value.toPrecision(3)} ${unit}`);
}

/** A still of noise: one tile that was encoded, in all places. Tiles of AV1 depend on nothing outside. */
async function noisyStill(): Promise<Uint8Array> {
  const noise = createPicture(TILE, TILE);
  for (const plane of [noise.y, noise.u, noise.v]) plane.forEach((_, i) => (plane[i] = 16 + random(224)));
  const small = await stills.encode(noise, { quality: QUALITY, effort: 0 });
  const { head, tiles } = readFrame(small.subarray(1), TILE, TILE, small[0]!);
  const bits = Array.from(small.subarray(1, 1 + head), (byte) => byte.toString(2).padStart(8, '0')).join('');
  const at = tileInfoAt(bits);
  const header = padded(bits.slice(0, at) + MANY_TILES + bits.slice(at + ONE_TILE.length));
  const data = tiles[0]!;
  const size = new Uint8Array(Uint32Array.of(data.length - 1).buffer);
  const parts = [small.subarray(0, 1), header, Uint8Array.of(0)];
  for (let i = 1; i < (WIDTH * HEIGHT) / TILE ** 2; i++) parts.push(size, data);
  return new Uint8Array(Buffer.concat([...parts, data]));
}

/** Where the header says how many tiles there are (AV1 specification, 5.9.2): behind flags, of which some depend on others. */
function tileInfoAt(bits: string): number {
  const screenContent = bits[1] === '1';
  const at = screenContent ? 5 : 3;
  if (bits.slice(at, at + ONE_TILE.length) !== ONE_TILE) throw new Error('Expected a header of one tile');
  return at;
}

/** Whole bytes, filled up with zeros. */
function padded(bits: string): Uint8Array {
  const bytes = bits.match(/.{1,8}/g) ?? [];
  return Uint8Array.from(bytes, (byte) => parseInt(byte.padEnd(8, '0'), 2));
}

function randomMap(grid: number): QuantisedMap {
  const { width, height } = gridSize(WIDTH, HEIGHT, grid);
  const component = (): Int32Array => Int32Array.from({ length: width * height }, () => random(7) - 3);
  return { x: component(), y: component() };
}

function randomMode(): QuantisedMode {
  const series = Int32Array.from({ length: FRAMES + MAX_TAIL }, () => random(5) - 2);
  return { map: randomMap(FINEST), mapStep: nearestStep(0.05), series, seriesStep: nearestStep(0.3) };
}

function group(): GroupPayload {
  const camera = Array.from({ length: CAMERA_MOVES }, (_, move) => ({ ...randomMode(), move }));
  const light = Array.from({ length: MAX_LIGHT_MODES }, () => {
    const mode = randomMode();
    return { ...mode, map: { ...mode.map, y: new Int32Array(mode.map.x.length) } };
  });
  const tone = { gain: 3, offsets: [1, 2, 3] as const, series: randomMode().series, seriesStep: nearestStep(0.1) };
  const tokens = {
    ...NO_MOTION,
    tail: MAX_TAIL,
    grid: FINEST,
    camera,
    modes: Array.from({ length: MAX_MODES }, randomMode),
    advection: { map: randomMap(FINEST), mapStep: nearestStep(0.1), period: MAX_PERIOD, straying: 'by-place' as const },
    light: { grid: FINEST, modes: light },
    tone: { changes: [tone, tone, tone, tone] },
  };
  const strength = { map: randomMap(FINEST), mapStep: nearestStep(1), levels: [9, 9, 9, 9, 9] };
  const statistics = { grid: FINEST, loopFrames: 0, displacement: strength, light: strength };
  const cover = joinCover({ scale: 2, contrast: 2 }, smallStill);
  return {
    frames: FRAMES,
    key: joinGrain(still, 255),
    motion: writeMotionPayload(tokens, WIDTH, HEIGHT, FRAMES),
    sections: [
      { id: DRAWN_MOTION_SECTION, critical: true, data: writeStatistics(statistics, WIDTH, HEIGHT).slice(0, 65_536) },
      { id: COVER_SECTION, critical: false, data: cover },
    ],
  };
}

function costliest(): Uint8Array {
  const header: StreamHeader = {
    profile: 0,
    width: WIDTH,
    height: HEIGHT,
    frameRate: { numerator: 25, denominator: 1 },
    colour: { matrix: 'bt709', range: 'limited' },
    modelId: 0,
    seed: 1,
    sections: [{ id: MATTE_SECTION, critical: false, data: Uint8Array.of(128) }],
  };
  return writeStream(header, [group(), group()]);
}
