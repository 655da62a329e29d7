import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pictureToRgb, type Picture } from 'dynamics-codec/picture';
import { readMask, readPhoto } from './photo.js';

const ANY_SIZE = { longest: 4096 };
let folder = '';
const file = (name: string) => join(folder, name);

/** A picture with a red left half and a blue right half. */
function halves(width: number, height: number): Sharp {
  const data = Buffer.alloc(3 * width * height);
  for (let i = 0; i < width * height; i++) data[3 * i + (i % width < width / 2 ? 0 : 2)] = 255;
  return sharp(data, { raw: { width, height, channels: 3 } });
}

type Background = string | { readonly r: number; readonly g: number; readonly b: number; readonly alpha: number };

function plain(width: number, height: number, background: Background, channels: 3 | 4 = 3): Sharp {
  return sharp({ create: { width, height, channels, background } });
}

/** Red, green and blue at a place, as shares of a picture's sides. */
function colourAt(picture: Picture, across: number, down: number): number[] {
  const [x, y] = [Math.floor(across * picture.width), Math.floor(down * picture.height)];
  const at = 3 * (y * picture.width + x);
  return [...pictureToRgb(picture, 3).subarray(at, at + 3)];
}

function expectColour(found: readonly number[], expected: readonly number[]): void {
  for (const [i, value] of expected.entries()) expect(Math.abs(found[i]! - value)).toBeLessThan(12);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dync-photo-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('readPhoto', () => {
  it.each([
    ['jpg', (image: Sharp) => image.jpeg({ quality: 95 })],
    ['png', (image: Sharp) => image.png()],
    ['webp', (image: Sharp) => image.webp({ lossless: true })],
    ['avif', (image: Sharp) => image.avif({ quality: 90, effort: 0 })],
    ['tiff', (image: Sharp) => image.tiff()],
    ['gif', (image: Sharp) => image.gif()],
  ] as const)('reads %s', async (ending, as) => {
    await as(halves(128, 64)).toFile(file(`photo.${ending}`));
    const picture = await readPhoto(file(`photo.${ending}`), ANY_SIZE);
    expect([picture.width, picture.height]).toEqual([128, 64]);
    expectColour(colourAt(picture, 0.1, 0.5), [255, 0, 0]);
    expectColour(colourAt(picture, 0.9, 0.5), [0, 0, 255]);
  });

  it.each([
    [3, [0.9, 0.5], [128, 64]],
    [6, [0.5, 0.1], [64, 128]],
    [8, [0.5, 0.9], [64, 128]],
  ] as const)('turns a picture of orientation %i upright', async (orientation, red, size) => {
    await halves(128, 64).withMetadata({ orientation }).jpeg({ quality: 95 }).toFile(file('turned.jpg'));
    const picture = await readPhoto(file('turned.jpg'), ANY_SIZE);
    expect([picture.width, picture.height]).toEqual(size);
    expectColour(colourAt(picture, red[0], red[1]), [255, 0, 0]);
    const cut = await readPhoto(file('turned.jpg'), { ...ANY_SIZE, size: { width: 64, height: 80 } });
    expect([cut.width, cut.height]).toEqual([64, 80]);
  });

  it('scales down to the longest side and never up, and cuts to a size', async () => {
    await halves(240, 120).png().toFile(file('wide.png'));
    const sizeOf = async (options: Parameters<typeof readPhoto>[1]): Promise<number[]> => {
      const { width, height } = await readPhoto(file('wide.png'), options);
      return [width, height];
    };
    expect(await sizeOf({ longest: 130 })).toEqual([130, 65]);
    expect(await sizeOf({ longest: 768 })).toEqual([240, 120]);
    expect(await sizeOf({ longest: 130, size: { width: 96, height: 96 } })).toEqual([96, 96]);
  });

  it('keeps what is transparent, unless it lies over a colour, and reads grey, deep and CMYK samples', async () => {
    await plain(64, 64, { r: 255, g: 0, b: 0, alpha: 0 }, 4).png().toFile(file('clear.png'));
    expect((await readPhoto(file('clear.png'), ANY_SIZE)).cover?.alpha[0]).toBe(0);
    const onWhite = await readPhoto(file('clear.png'), { ...ANY_SIZE, background: '#fff' });
    expectColour(colourAt(onWhite, 0.5, 0.5), [255, 255, 255]);
    expect(onWhite.cover).toBeUndefined();
    await plain(64, 64, '#808080').toColourspace('b-w').png().toFile(file('grey.png'));
    expectColour(colourAt(await readPhoto(file('grey.png'), ANY_SIZE), 0.5, 0.5), [128, 128, 128]);
    await plain(64, 64, '#20a040').toColourspace('rgb16').png().toFile(file('deep.png'));
    expectColour(colourAt(await readPhoto(file('deep.png'), ANY_SIZE), 0.5, 0.5), [32, 160, 64]);
    await plain(64, 64, '#20a040').withIccProfile('p3').png().toFile(file('wide-gamut.png'));
    expectColour(colourAt(await readPhoto(file('wide-gamut.png'), ANY_SIZE), 0.5, 0.5), [32, 160, 64]);
    await plain(64, 64, '#808080').toColourspace('cmyk').jpeg().toFile(file('cmyk.jpg'));
    const [red, green, blue] = colourAt(await readPhoto(file('cmyk.jpg'), ANY_SIZE), 0.5, 0.5);
    expect(Math.max(red!, green!, blue!) - Math.min(red!, green!, blue!)).toBeLessThan(24);
  });

  it('refuses what is no photograph, by name', async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64"/></svg>';
    await writeFile(file('drawing.svg'), svg);
    await writeFile(file('drawing.png'), svg);
    await writeFile(file('notes.jpg'), 'no picture at all');
    await writeFile(file('empty.png'), '');
    for (const name of ['drawing.svg', 'drawing.png', 'notes.jpg', 'empty.png']) {
      const refused = readPhoto(file(name), ANY_SIZE);
      await expect(refused).rejects.toMatchObject({ name: 'MediaError', code: 'UNSUPPORTED' });
      await expect(refused).rejects.toThrow(name);
    }
    await expect(readPhoto(file('drawing.svg'), ANY_SIZE)).rejects.toThrow(/is svg; a photograph is JPEG/);
  });

  it('tells a missing file, a folder, a small, a damaged and a huge picture apart', async () => {
    await expect(readPhoto(file('nowhere.png'), ANY_SIZE)).rejects.toMatchObject({ code: 'MISSING_FILE' });
    await expect(readPhoto(folder, ANY_SIZE)).rejects.toMatchObject({ code: 'MISSING_FILE' });
    await plain(80, 63, '#888').png().toFile(file('small.png'));
    await expect(readPhoto(file('small.png'), ANY_SIZE)).rejects.toThrow(/is 80x63; sides must have at least 64/);
    await halves(200, 200).jpeg().toFile(file('whole.jpg'));
    await writeFile(file('cut.jpg'), (await readFile(file('whole.jpg'))).subarray(0, 700));
    await expect(readPhoto(file('cut.jpg'), ANY_SIZE)).rejects.toMatchObject({ code: 'TRUNCATED' });
    const huge = await plain(64, 64, '#888').png().toBuffer();
    huge.writeUInt32BE(40_000, 16);
    huge.writeUInt32BE(40_000, 20);
    huge.writeUInt32BE(crc32(huge.subarray(12, 29)), 29);
    await writeFile(file('huge.png'), huge);
    await expect(readPhoto(file('huge.png'), ANY_SIZE)).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });
});

describe('readMask', () => {
  it('gives brightness, and black for what is transparent', async () => {
    await plain(20, 10, '#fff').png().toFile(file('white.png'));
    expect(await readMask(file('white.png'))).toEqual({ width: 20, height: 10, data: new Float32Array(200).fill(255) });
    await plain(3, 2, { r: 255, g: 255, b: 255, alpha: 0 }, 4).png().toFile(file('none.png'));
    expect(await readMask(file('none.png'))).toEqual({ width: 3, height: 2, data: new Float32Array(6) });
    await plain(4, 4, '#808080').jpeg({ quality: 100 }).toFile(file('half.jpg'));
    for (const value of (await readMask(file('half.jpg'))).data) expect(Math.abs(value - 128)).toBeLessThan(3);
  });

  it('fails as photographs do', async () => {
    await expect(readMask(file('nowhere.png'))).rejects.toMatchObject({ code: 'MISSING_FILE' });
    await writeFile(file('mask.svg'), '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    await expect(readMask(file('mask.svg'))).rejects.toThrow(/mask\.svg" is svg/);
  });
});
