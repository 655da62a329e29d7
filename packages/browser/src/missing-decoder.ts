import type { StillDecoder } from 'dynamics-codec/key';

/** A key payload: 16x16 pixels of grey. */
const GREY = Uint8Array.of(54, 31, 247, 135, 133, 21, 192, 0, 44, 0, 0, 32, 117, 125, 98);
const GREY_SIDE = 16;

/**
 * Why a browser decodes no still at all, and what to do; `undefined` where it decodes one that is known to be sound.
 * @param stills asks the browser
 */
export async function missingDecoder(stills: StillDecoder): Promise<string | undefined> {
  return stills.decode(GREY, GREY_SIDE, GREY_SIDE).then(
    () => undefined,
    () =>
      'Expected a browser that shows AVIF pictures but this one has no AV1 decoder: use Chrome 85, Edge 121, Firefox 93, ' +
      'Safari 16.4 or a later one',
  );
}
