import * as av from 'node-av';

/**
 * A video frame with samples of its own; free it. A frame made by `Frame.fromVideoBuffer` alone points into the buffer's
 * memory, which may be collected while an encoder still holds the frame: one file in fifteen began with wrong samples.
 * @param samples all planes one after the other, without padding
 */
export function ownedFrame(samples: Buffer, facts: Parameters<typeof av.Frame.fromVideoBuffer>[1]): av.Frame {
  const borrowed = av.Frame.fromVideoBuffer(samples, facts);
  const frame = new av.Frame();
  try {
    frame.alloc();
    frame.width = facts.width;
    frame.height = facts.height;
    frame.format = facts.format;
    av.FFmpegError.throwIfError(frame.getBuffer(), 'allocate a frame');
    av.FFmpegError.throwIfError(frame.copy(borrowed), 'copy a frame');
    av.FFmpegError.throwIfError(frame.copyProps(borrowed), 'copy the facts of a frame');
    return frame;
  } catch (error) {
    frame.free();
    throw error;
  } finally {
    borrowed.free();
  }
}
