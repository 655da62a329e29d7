import { MediaError } from 'dynamics-codec/source';

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'the file would be larger than the system allows',
  EACCES: 'permission was denied',
  EPERM: 'permission was denied',
  EROFS: 'the file system is read-only',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'its folder does not exist',
  EISDIR: 'it is a folder',
  EEXIST: 'it already exists',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its symbolic links lead in a circle',
  EPIPE: 'the reader of the pipe is gone',
  ECONNREFUSED: 'nobody listens on the socket',
  ENXIO: 'there is no such device',
  EBADF: 'the descriptor is not open for writing',
  EIO: 'the device reported an error',
};

/** The error of a failed write as one sentence. `reason` is a system error code or a text. */
export function writeFailure(label: string, reason: string, cause?: unknown): MediaError {
  return new MediaError('WRITE_FAILED', `${label} could not be written: ${REASONS[reason] ?? reason}`, { cause });
}

/** How messages name an output. */
export function labelOf(output: string): string {
  return output === '-' ? 'Standard output' : `"${output}"`;
}

/**
 * Runs a step of writing and turns system errors into one sentence.
 * @throws MediaError `WRITE_FAILED`
 */
export async function guarded<T>(label: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const isSystemError = error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
    if (isSystemError && code !== undefined) throw writeFailure(label, code, error);
    // By its name, so that what only writes text need not load FFmpeg.
    if (error instanceof Error && error.name === 'FFmpegError') throw writeFailure(label, error.message, error);
    throw error;
  }
}
