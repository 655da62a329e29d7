import { access } from 'node:fs/promises';
import { join } from 'node:path';

/** Folder of videos that were sent, within the data of a server. */
export function uploadsFolder(data: string): string {
  return join(data, 'uploads');
}

/** Folder of streams and their reports, within the data of a server. */
export function streamsFolder(data: string): string {
  return join(data, 'streams');
}

/** What a note beside an upload is named by. */
const NOTE = '.job';

/** The file beside an upload that names its job. */
export function noteOf(upload: string): string {
  return upload + NOTE;
}

/** The upload that a note lies beside; `undefined` of a file that is no note. */
export function uploadOf(note: string): string | undefined {
  return note.endsWith(NOTE) ? note.slice(0, -NOTE.length) : undefined;
}

/** Whether a file is there. */
export function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
