import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CONTEXT_TABLES } from '../packages/codec/src/motion/tokens/context-tables.js';

const ROOT = join(import.meta.dirname, '..');

describe('the specification', () => {
  it('has the context tables that decoders start from, and says their checksum', async () => {
    const text = await readFile(join(ROOT, 'docs/context-tables.txt'), 'utf8');
    const lines = Object.entries(CONTEXT_TABLES).map(([name, table]) => `${name}:${table}\n`);
    expect(text).toBe(lines.sort().join(''));
    const specification = await readFile(join(ROOT, 'docs/bitstream.md'), 'utf8');
    expect(specification).toContain(createHash('sha256').update(text).digest('hex'));
  });
});
