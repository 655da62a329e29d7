/** @file Both painters on made-up frames: what streams of the tests do not have, such as light on a key picture at rest. */
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { FROM_SOURCE } from '../../workspace.js';
import { startPlayerSite } from './player-site.js';
import { html, script } from './site.js';

const { browser, site } = await startPlayerSite();
let page: Page;

const SCRIPT = `
import { GlPainter } from './packages/player/src/parts/gl-painter.js';
import { createPicture, pictureToRgb } from 'dynamics-codec/picture';
import { CpuPainter } from './packages/player/src/parts/cpu-painter.js';
import { warpPicture } from './packages/codec/src/render/warp-picture.js';
import { toned } from './packages/codec/src/render/toned.js';
const side = 64;
const key = createPicture(side, side);
key.y.forEach((_, i) => { key.y[i] = 60 + ((i * 7) % 90); });
const light = { width: 4, height: 4, data: Float32Array.from({ length: 16 }, (_, i) => 10 * i - 60) };
const flow = { width: 8, height: 8, data: new Float32Array(128).fill(0) };
const finer = { width: 16, height: 8, data: Float32Array.from({ length: 128 }, (_, i) => 40 * Math.sin(i * i)) };
const lightAt = ({ width, height, data }, x, y) => {
  const at = (v, cells) => Math.min(Math.max(((v + 0.5) * cells) / side - 0.5, 0), cells - 1);
  const [px, py] = [at(x, width), at(y, height)];
  const [x0, y0] = [Math.floor(px), Math.floor(py)];
  const [x1, y1] = [Math.min(x0 + 1, width - 1), Math.min(y0 + 1, height - 1)];
  const [fx, fy] = [px - x0, py - y0];
  const cell = (cx, cy) => data[cy * width + cx];
  return (cell(x0, y0) * (1 - fx) + cell(x1, y0) * fx) * (1 - fy) + (cell(x0, y1) * (1 - fx) + cell(x1, y1) * fx) * fy;
};
const litBy = (plane) => {
  const lit = createPicture(side, side);
  key.y.forEach((value, i) => { lit.y[i] = Math.min(Math.max(Math.round(value + lightAt(plane, i % side, Math.floor(i / side))), 0), 255); });
  return lit;
};
const lit = litBy(light);
const painters = [GlPainter.create(true), GlPainter.create(true, false)];
const largest = (layers, picture) => {
  const { width, height } = picture;
  const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
  return Math.max(...painters.map((painter) => {
    painter.paint(context, layers);
    const shown = context.getImageData(0, 0, width, height).data;
    return pictureToRgb(picture, 4).reduce((most, value, i) => Math.max(most, Math.abs(value - shown[i])), 0);
  }));
};
const tone = { gain: 0.6, offsets: [-22.3, 31.2, -9.4] };
const layer = (frame, opacity = 1) => ({ key, frame, opacity });
const alpha = Uint8Array.from(key.y, (_, i) => Math.min(Math.max(8 * (20 - Math.hypot((i % side) - 30, Math.floor(i / side) - 34)), 0), 255));
const clearOn = (matte) => {
  const y = Uint8Array.from(key.y, (value, i) => Math.round((value * alpha[i] + matte * (255 - alpha[i])) / 255));
  return { ...key, y, cover: { alpha, matte } };
};
const cpu = new CpuPainter();
const shownBy = (painter, layers, below) => {
  const context = Object.assign(document.createElement('canvas'), { width: side, height: side }).getContext('2d');
  context.fillStyle = 'red';
  context.fillRect(0, 0, side, side);
  painter.paint(context, layers);
  const { data } = context.getImageData(0, 0, side, side);
  return data.map((value, i) => i % 4 === 3 ? value : Math.round((value * data[i | 3]) / 255));
};
const largestClear = (layers) => {
  const wanted = shownBy(cpu, layers);
  return Math.max(...painters.map((painter) => {
    const shown = shownBy(painter, layers);
    return wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - shown[i])), 0);
  }));
};
const moves = { phases: [{ flow: { width: 8, height: 8, data: Float32Array.from({ length: 128 }, (_, i) => 5 * Math.sin(i * i)) }, weight: 1 }] };
const gently = { ...flow, data: moves.phases[0].flow.data.map((value) => value / 10) };
const moving = { phases: [{ flow: gently, weight: 0.3 }, { flow, weight: 0.7 }] };
const [onBlack, onWhite] = [clearOn(0), clearOn(255)];
const large = createPicture(2048, 1040);
large.y.forEach((_, i) => { large.y[i] = 120 + 60 * Math.sin((i % 2048) / 5) * Math.cos(i / 20480); });
const sway = { width: 8, height: 8, data: Float32Array.from({ length: 128 }, (_, i) => Math.sin(i * i)) };
globalThis.results = {
  tooLargeForSquares: largest([{ key: large, frame: { phases: [{ flow: sway, weight: 1 }] }, opacity: 1 }], warpPicture(large, sway)),
  tooLargeAtRest: largest([{ key: large, frame: { phases: [] }, opacity: 1 }], large),
  plain: largest([layer({ phases: [] })], key),
  light: largest([layer({ phases: [], light })], lit),
  lightOnAnotherGrid: largest([layer({ phases: [], light: finer })], litBy(finer)),
  lightOnTheGridOfBefore: largest([layer({ phases: [], light })], lit),
  lightOverWarp: largest([layer({ phases: [{ flow, weight: 1 }], light })], lit),
  lightOverPhases: largest([layer({ phases: [{ flow, weight: 0.3 }, { flow, weight: 0.7 }], light })], lit),
  tone: largest([layer({ phases: [], tone })], toned(key, tone)),
  toneOfNoContrast: largest([layer({ phases: [], tone: { gain: 0, offsets: [-128, 40, 90] } })], toned(key, { gain: 0, offsets: [-128, 40, 90] })),
  toneOverLight: largest([layer({ phases: [{ flow, weight: 1 }], light, tone })], toned(lit, tone)),
  asBefore: largest([layer({ phases: [] })], key),
  clear: largestClear([{ key: onBlack, frame: { phases: [] }, opacity: 1 }]),
  clearOverWhite: largestClear([{ key: onWhite, frame: { phases: [] }, opacity: 1 }]),
  clearMoves: largestClear([{ key: onWhite, frame: moves, opacity: 1 }]),
  clearPhases: largestClear([{ key: onWhite, frame: moving, opacity: 1 }]),
  clearLit: largestClear([{ key: onWhite, frame: { ...moves, light }, opacity: 1 }]),
  clearFades: largestClear([{ key: onWhite, frame: moves, opacity: 1 }, { key: onWhite, frame: { phases: [] }, opacity: 0.4 }]),
  clearFadesIntoOpaque: largestClear([{ key: onWhite, frame: moves, opacity: 1 }, layer({ phases: [] }, 0.4)]),
  covered: largest([layer({ phases: [], light }), layer({ phases: [] }, 1)], key),
};
`;

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: SCRIPT, resolveDir: join(import.meta.dirname, '../..'), loader: 'ts' },
    bundle: true,
    write: false,
    format: 'iife',
    plugins: [FROM_SOURCE],
  });
  site.on('/painters.js', script(outputFiles[0]!.text));
  site.on('/painters', html('<!doctype html><title>Painters</title><script src="/painters.js"></script>'));
  page = await browser.newPage();
  await page.goto(`${site.origin}/painters`);
});

describe('the shader', () => {
  it.each([
    'tooLargeForSquares',
    'tooLargeAtRest',
    'plain',
    'light',
    'lightOnAnotherGrid',
    'lightOnTheGridOfBefore',
    'lightOverWarp',
    'lightOverPhases',
    'tone',
    'toneOfNoContrast',
    'toneOverLight',
    'asBefore',
    'clear',
    'clearOverWhite',
    'clearMoves',
    'clearPhases',
    'clearLit',
    'clearFades',
    'clearFadesIntoOpaque',
    'covered',
  ])('agrees with the arithmetic it stands for: %s', async (name) => {
    const results = await page.evaluate(() => (globalThis as unknown as { results: Record<string, number> }).results);
    // Where something shows through, pixels were multiplied by their alpha and divided by it again on the way.
    expect(results[name]).toBeLessThanOrEqual(name.startsWith('clear') ? 3 : 1);
  });
});
