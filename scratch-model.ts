import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { parseHeader } from 'dynamics-codec/bitstream';
import { withModel } from './test/fixtures/edited-stream.js';
mkdirSync('/work/prior/look', { recursive: true });
for (const c of process.argv.slice(2)) {
  const b = readFileSync(`/work/base/o18/${c}.8k.dync`);
  const id = (parseHeader(b) as { header: { modelId: number } }).header.modelId;
  writeFileSync(`/work/prior/look/${c}.dync`, withModel(b, id + 2)); console.log(c, id);
}
