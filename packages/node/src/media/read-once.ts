import type { Picture } from 'dynamics-codec/picture';
import { MediaError, throwIfAborted, type VideoSource } from 'dynamics-codec/source';

/**
 * A source whose frames can be asked for once, and which may be closed at any time: its iterator then ends with `ABORTED`,
 * whatever error the reader below comes to by losing its file. So it does where the signal was raised.
 * @param label how messages name the source
 */
export function readOnce(source: VideoSource, label: string, signal?: AbortSignal): VideoSource {
  let asked = false;
  let end: Promise<void> | undefined;
  const assertOpen = (cause?: unknown): void => {
    if (end !== undefined) {
      throw new MediaError('ABORTED', `${label} was closed while it was being read`, { cause });
    }
  };
  async function* frames(): AsyncGenerator<Picture, void, undefined> {
    const pictures = source.frames();
    try {
      for (;;) {
        assertOpen();
        const next = await pictures.next();
        assertOpen();
        if (next.done === true) return;
        yield next.value;
      }
    } catch (error) {
      assertOpen(error);
      throwIfAborted(signal);
      throw error;
    } finally {
      await pictures.return();
    }
  }
  return {
    ...source,
    frames: () => {
      if (end !== undefined) throw new MediaError('CLOSED', `${label} is closed; open it again to read its frames`);
      if (asked) throw new MediaError('ALREADY_READ', `The frames of ${label} were asked for before; open it again`);
      asked = true;
      return frames();
    },
    close: () => (end ??= source.close()),
  };
}
