import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { MediaError } from 'dynamics-codec/source';

/** A line of a list: names and values, and where it stands. */
export interface ListedClip {
  readonly line: number;
  readonly record: Readonly<Record<string, unknown>>;
}

/** Whether a name is that of a list of clips. */
export function isClipList(name: string): boolean {
  return ['.csv', '.jsonl', '.ndjson'].includes(extname(name).toLowerCase());
}

/**
 * Reads a list of clips: CSV by RFC 4180 with a line of names, or JSON objects, one a line.
 * @throws MediaError `MISSING_FILE`, `UNSUPPORTED` where a line is not what it should be
 */
export async function readClipList(path: string): Promise<ListedClip[]> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new MediaError('MISSING_FILE', `The list "${path}" does not exist or cannot be read`, { cause });
  });
  const plain = text.replace(/^\ufeff/, '');
  return extname(path).toLowerCase() === '.csv' ? csvClips(plain, path) : jsonClips(plain, path);
}

function jsonClips(text: string, path: string): ListedClip[] {
  return text.split('\n').flatMap((entry, index) => {
    if (entry.trim() === '') return [];
    const line = index + 1;
    const record = parsed(entry);
    if (typeof record !== 'object' || record === null || Array.isArray(record))
      throw new MediaError('UNSUPPORTED', `Expected a JSON object in line ${line} of "${path}"`);
    return [{ line, record: record as Record<string, unknown> }];
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function csvClips(text: string, path: string): ListedClip[] {
  const [head, ...rows] = csvRows(text, path);
  const names = head?.fields.map((name) => name.trim()) ?? [];
  return rows.map(({ line, fields }) => {
    if (fields.length > names.length)
      throw new MediaError('UNSUPPORTED', `Line ${line} of "${path}" has ${fields.length} fields, more than names`);
    return { line, record: Object.fromEntries(fields.map((field, i) => [names[i] ?? '', field.trim()])) };
  });
}

/** One field and what ends it; `""` within quotes is a quote. */
const FIELD = /(?:"((?:[^"]|"")*)"[ \t]*|([^",\r\n]*))(,|\r?\n|$)/y;

function csvRows(text: string, path: string): { readonly line: number; readonly fields: readonly string[] }[] {
  const rows: { line: number; fields: string[] }[] = [];
  let fields: string[] = [];
  let line = 1;
  let began = 1;
  let at = 0;
  while (at < text.length) {
    FIELD.lastIndex = at;
    const match = FIELD.exec(text);
    if (match === null)
      throw new MediaError('UNSUPPORTED', `Line ${line} of "${path}" has a quote that does not close`);
    const [all, quoted, plain = '', end] = match;
    at += all.length;
    line += all.split('\n').length - 1;
    fields.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ',' && at < text.length) continue;
    if (fields.some((field) => field.trim() !== '')) rows.push({ line: began, fields });
    fields = [];
    began = line;
  }
  return rows;
}
