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

/** Whether a file is such a note. */
export function isNote(path: string): boolean {
  return path.endsWith(NOTE);
}
