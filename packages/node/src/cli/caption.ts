import { createPicture, type Picture } from 'dynamics-codec/picture';

/** Height of a caption bar in pixels; even, so that chroma stays aligned. */
export const CAPTION_HEIGHT = 22;

const GLYPH_WIDTH = 5;
const GLYPH_HEIGHT = 7;

/** Glyphs of 5x7 dots, one byte for each column from the left, the lowest bit on top. */
const GLYPHS: Readonly<Record<string, string>> = {
  '0': '3e5149453e',
  '1': '00427f4000',
  '2': '4261514946',
  '3': '2141454b31',
  '4': '1814127f10',
  '5': '2745454539',
  '6': '3c4a494930',
  '7': '0171090503',
  '8': '3649494936',
  '9': '064949291e',
  a: '2054545478',
  b: '7f48444438',
  c: '3844444420',
  d: '384444487f',
  e: '3854545418',
  f: '087e090102',
  g: '0c5252523e',
  h: '7f08040478',
  i: '00447d4000',
  j: '2040443d00',
  k: '7f10284400',
  l: '00417f4000',
  m: '7c04180478',
  n: '7c08040478',
  o: '3844444438',
  p: '7c14141408',
  q: '081414187c',
  r: '7c08040408',
  s: '4854545420',
  t: '043f444020',
  u: '3c4040207c',
  v: '1c2040201c',
  w: '3c4030403c',
  x: '4428102844',
  y: '0c5050503c',
  z: '4464544c44',
  '.': '0060600000',
  ',': '0050300000',
  '-': '0808080808',
};

/** Pictures side by side, each under a bar with its caption. All must have one size. */
export function captionedRow(panels: readonly { readonly picture: Picture; readonly caption: string }[]): Picture {
  const { width, height } = panels[0]!.picture;
  const column = width + (width & 1);
  const result = createPicture(column * panels.length, height + CAPTION_HEIGHT);
  for (const [index, { picture, caption }] of panels.entries()) {
    const left = index * column;
    copyPlane(picture.y, width, height, result.y, result.width, left, CAPTION_HEIGHT);
    const chromaStride = result.width / 2;
    const chromaWidth = (width + 1) >> 1;
    copyPlane(picture.u, chromaWidth, (height + 1) >> 1, result.u, chromaStride, left / 2, CAPTION_HEIGHT / 2);
    copyPlane(picture.v, chromaWidth, (height + 1) >> 1, result.v, chromaStride, left / 2, CAPTION_HEIGHT / 2);
    drawText(result, caption, left + 6, left + column, 4);
  }
  return result;
}

function copyPlane(
  source: Uint8Array,
  width: number,
  height: number,
  target: Uint8Array,
  stride: number,
  x: number,
  y: number,
): void {
  for (let r = 0; r < height; r++) target.set(source.subarray(r * width, (r + 1) * width), (y + r) * stride + x);
}

function drawText(target: Picture, text: string, from: number, to: number, top: number): void {
  const scale = 2 * (GLYPH_WIDTH + 1) * text.length + 8 <= to - from ? 2 : 1;
  let x = from;
  for (const letter of text.toLowerCase()) {
    const glyph = GLYPHS[letter];
    if (glyph !== undefined && x + GLYPH_WIDTH * scale <= to) drawGlyph(target, glyph, x, top, scale);
    x += (GLYPH_WIDTH + 1) * scale;
  }
}

function drawGlyph(target: Picture, glyph: string, left: number, top: number, scale: number): void {
  for (let column = 0; column < GLYPH_WIDTH * scale; column++) {
    const dots = parseInt(glyph.slice(2 * Math.floor(column / scale), 2 * Math.floor(column / scale) + 2), 16);
    for (let row = 0; row < GLYPH_HEIGHT * scale; row++) {
      if (((dots >> Math.floor(row / scale)) & 1) === 1) target.y[(top + row) * target.width + left + column] = 230;
    }
  }
}
