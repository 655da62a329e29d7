/**
 * @file The first decoder as the runner wants it: `node conformance/run.js -- npx tsx conformance/decode.ts`. Tests do the same
 * in one process, which is faster.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { decodeEntry } from './set/decode-entry.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { liveliness: { type: 'string' }, fidelity: { type: 'string' } },
});
const [stream = '', output = '', ...times] = positionals;
const options = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value)]));
const decoded = await decodeEntry(new Uint8Array(readFileSync(stream)), { times: times.map(Number), options });
if (decoded instanceof Uint8Array) writeFileSync(output, decoded);
else process.stdout.write(`${JSON.stringify({ error: decoded.code, group: decoded.group })}\n`);
process.exit(decoded instanceof Uint8Array ? 0 : 1);
