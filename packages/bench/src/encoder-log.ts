import * as av from 'node-av';
import { createPicture } from 'dynamics-codec/picture';
import { samplesOf } from './frame-samples.js';
import { encodeNative } from './native-encode.js';

// Runs the encoder that is named as first argument on three small frames, only for what it logs to standard error.
const SIDE = 128;
const frame = samplesOf(createPicture(SIDE, SIDE), { matrix: 'bt709', range: 'limited' });
encodeNative(
  [frame, frame, frame],
  { numerator: 25, denominator: 1 },
  { name: process.argv[2] ?? '', options: {} },
  av.AV_LOG_INFO,
).then(
  () => process.exit(0),
  () => process.exit(1),
);
