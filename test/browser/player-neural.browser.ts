/** @file Streams that were made for a model: restored in the page as Node restores them, and played in any case. */
import type { Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Decoder } from 'dynamics-codec';
import { MODEL_FILES, MODELS } from 'dynamics-codec/generator';
import { nodeNetworks, nodeStills } from '@dynamics-codec/node';
import { pictureToRgb } from 'dynamics-codec/picture';
import { withModel } from '../fixtures/edited-stream.js';
import { withDrawnMotion } from '../fixtures/with-drawn-motion.js';
import { addPlayer, difference, golden, openInNode, openPage, playerFrame, shownFrame } from './player-page.js';
import { startPlayerSite } from './player-site.js';
import { built, html, page as pageText } from './site.js';

const NAMES = ['oscillation', 'split', 'odd-size', 'lakeside'];
const FILES = ['host.js', 'neural.js', 'onnx.js', 'onnx.wasm', ...MODEL_FILES.map(({ file }) => file)];

const { browser, site } = await startPlayerSite();
let page: Page;
let asked: string[];

beforeAll(async () => {
  for (const name of NAMES) {
    const stream = withModel(await golden(name), 7);
    site.on(`/learned/${name}.dync`, (_, response) => void response.end(stream));
  }
  for (const { id } of MODELS) {
    const stream = withModel(await golden('oscillation'), id);
    site.on(`/model-${id}.dync`, (_, response) => void response.end(stream));
  }
});

beforeEach(async () => {
  page = await openPage(browser);
  asked = [];
  await page.goto(site.origin);
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
});

afterEach(() => page.close());

const nodeFrame = async (name: string, seconds: number, fidelity = 0, modelId = 7): Promise<Uint8ClampedArray> =>
  frameOf(withModel(await golden(name), modelId), seconds, fidelity);

async function frameOf(stream: Uint8Array, seconds: number, fidelity = 0): Promise<Uint8ClampedArray> {
  const decoder = await Decoder.open(stream, {
    stills: nodeStills(),
    networks: nodeNetworks(),
    generator: 'learned',
    fidelity,
  });
  return pictureToRgb(await decoder.frameAt(seconds), 4);
}

const waitForModel = (): Promise<unknown> =>
  page.waitForFunction(() => player.activeGenerator === 'learned' || player.generatorNote !== null);
const note = (): Promise<{ code: string; message: string } | null> =>
  page.evaluate(
    () => player.generatorNote && { code: player.generatorNote.code, message: player.generatorNote.message },
  );

describe('a stream that was made for a model', () => {
  // The CPU renderer is Node's, and so is the restoration but for the last bits of its sums, which rounding hides nearly always.
  it.each(NAMES)('%s has the frames of Node, within a level on one sample in a thousand', async (name) => {
    await addPlayer(page, { src: `/learned/${name}.dync`, renderer: 'cpu', models: '/neural/' });
    await waitForModel();
    expect(await note()).toBeNull();
    const { largest, mean } = difference(await playerFrame(page, 0.3), await nodeFrame(name, 0.3));
    expect(largest).toBeLessThanOrEqual(4);
    expect(mean).toBeLessThan(0.004);
  });

  it.each(MODELS.map(({ id }) => id))('model %i gives the frames of Node', async (id) => {
    await addPlayer(page, { src: `/model-${id}.dync`, renderer: 'cpu', models: '/neural/' });
    await waitForModel();
    expect(await note()).toBeNull();
    expect(difference(await playerFrame(page, 0.3), await nodeFrame('oscillation', 0.3, 0, id)).mean).toBeLessThan(
      0.004,
    );
  });

  it.each(MODELS.map(({ id }) => id))('model %i draws what was not sent as in Node', async (id) => {
    const drawn = withModel(withDrawnMotion(await golden('oscillation')), id);
    site.on(`/drawn-${id}.dync`, (_, response) => void response.end(drawn));
    await addPlayer(page, { src: `/drawn-${id}.dync`, renderer: 'cpu', models: '/neural/' });
    await waitForModel();
    expect(await note()).toBeNull();
    const shown = await playerFrame(page, 0.3);
    expect(difference(shown, await frameOf(drawn, 0.3)).mean).toBeLessThan(0.004);
    expect(difference(shown, await nodeFrame('oscillation', 0.3, 0, id)).mean).toBeGreaterThan(0.1);
  });

  it('shows the classical picture at once and tells when it is replaced', async () => {
    const { promise, release } = gate();
    for (const file of FILES)
      site.on(`/held/${file}`, async (...request) => promise.then(() => built(`neural/${file}`)(...request)));
    await addPlayer(page, { src: '/learned/oscillation.dync', renderer: 'cpu', models: '/held' });
    expect(await page.evaluate(() => [player.activeGenerator, player.readyState])).toEqual(['classical', 4]);
    const classical = await openInNode('oscillation');
    expect(difference(await playerFrame(page, 0.3), await classical.frameAt(0.3)).largest).toBe(0);
    release();
    await waitForModel();
    expect(await page.evaluate(() => [player.activeGenerator, log.includes('generatorchange'), player.error])).toEqual([
      'learned',
      true,
      null,
    ]);
    expect(difference(await playerFrame(page, 0.3), await classical.frameAt(0.3)).mean).toBeGreaterThan(0);
  });

  it('fades from the classical picture to that of the model, paused or not', async () => {
    const { promise, release } = gate();
    for (const file of FILES)
      site.on(`/later/${file}`, async (...request) => promise.then(() => built(`neural/${file}`)(...request)));
    await addPlayer(page, { src: '/learned/oscillation.dync', renderer: 'cpu', models: '/later' });
    const classical = await openInNode('oscillation');
    const first = await classical.frameAt(0);
    await expect.poll(async () => difference(await shownFrame(page), first).largest).toBe(0);
    const samples = page.evaluate(async () => {
      await new Promise((resolve) => player.addEventListener('generatorchange', resolve, { once: true }));
      const canvas = player.shadowRoot!.querySelector('canvas')!;
      const taken: string[] = [];
      for (let n = 0; n < 12; n++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        taken.push(base64(canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data));
      }
      return taken;
    });
    release();
    const restored = await nodeFrame('oscillation', 0, 0);
    const whole = difference(Uint8Array.from(Buffer.from((await samples).at(-1)!, 'base64')), first).mean;
    expect(difference(await shownFrame(page), restored).mean).toBeLessThan(0.004);
    const steps = (await samples).map(
      (text) => difference(Uint8Array.from(Buffer.from(text, 'base64')), first).mean / whole,
    );
    expect(steps.some((share) => share > 0.05 && share < 0.95)).toBe(true);
    for (const [n, share] of steps.entries()) expect(share).toBeGreaterThan((steps[n - 1] ?? 0) - 0.02);
  });

  it('heeds fidelity', async () => {
    await addPlayer(page, { src: '/learned/oscillation.dync', renderer: 'cpu', fidelity: '0.7', models: 'neural' });
    await waitForModel();
    expect(difference(await playerFrame(page, 0.3), await nodeFrame('oscillation', 0.3, 0.7)).mean).toBeLessThan(0.004);
  });

  it('loads nothing where the page wants the classical generator, nor for streams without a model', async () => {
    const classical = await openInNode('oscillation');
    for (const attributes of [
      { src: '/learned/oscillation.dync', generator: 'classical', models: '/neural/' },
      { src: '/oscillation.dync', models: '/neural/' },
    ]) {
      await addPlayer(page, { ...attributes, renderer: 'cpu' });
      expect(difference(await playerFrame(page, 0.3), await classical.frameAt(0.3)).largest).toBe(0);
      expect(await note()).toBeNull();
    }
    expect(asked.filter((path) => path.includes('neural'))).toEqual([]);
  });
});

describe('where the model cannot run, the stream plays, and a note says why:', () => {
  async function noteWith(models?: string): Promise<{ code: string; message: string } | null> {
    await page.evaluate(async (folder) => {
      await customElements.whenDefined('dynamics-player');
      (customElements.get('dynamics-player') as unknown as { models: string | undefined }).models = folder;
    }, models);
    await addPlayer(page, { src: '/learned/split.dync', renderer: 'cpu', autoplay: '', loop: '' });
    await waitForModel();
    const classical = await openInNode('split');
    expect(difference(await playerFrame(page, 0.3), await classical.frameAt(0.3)).largest).toBe(0);
    await expect.poll(() => page.evaluate(() => player.currentTime)).toBeGreaterThan(0);
    expect(
      await page.evaluate(() => [
        player.error,
        player.activeGenerator,
        log.includes('error'),
        log.includes('generatorchange'),
      ]),
    ).toEqual([null, 'classical', false, true]);
    return note();
  }

  it('the page does not say where it is', async () => {
    expect(await noteWith()).toMatchObject({
      code: 'MISSING_RUNTIME',
      message: expect.stringContaining('"models"') as string,
    });
    expect(asked.filter((path) => path.includes('neural'))).toEqual([]);
  });

  it('the neural part is not there', async () => {
    expect((await noteWith('/gone/'))?.code).toBe('MISSING_RUNTIME');
  });

  it('its model is not there', async () => {
    for (const file of FILES) if (!file.endsWith('.onnx')) site.on(`/partial/${file}`, built(`neural/${file}`));
    expect(await noteWith('/partial/')).toMatchObject({
      code: 'MISSING_MODEL',
      message: expect.stringMatching(/appearance-3\.onnx.*404/) as string,
    });
  });

  it('its model is another one', async () => {
    for (const file of FILES)
      site.on(`/other/${file}`, file.endsWith('.onnx') ? built('neural/neural.js') : built(`neural/${file}`));
    expect((await noteWith('/other/'))?.code).toBe('BAD_MODEL');
  });

  it('a policy forbids WebAssembly', async () => {
    const policy = { 'content-security-policy': "default-src 'none'; script-src 'self'; connect-src 'self'" };
    for (const file of FILES) site.on(`/forbidden/${file}`, built(`neural/${file}`, policy));
    expect((await noteWith('/forbidden/'))?.code).toMatch(/RUNTIME|BAD_MODEL/);
  });
});

describe('a strict content security policy', () => {
  it('that allows WebAssembly lets models run, without a word on the console', async () => {
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    const policy = {
      'content-security-policy':
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'",
    };
    for (const file of FILES) site.on(`/neural/${file}`, built(`neural/${file}`, policy));
    site.on(
      '/strict-neural',
      html(pageText('<dynamics-player src="/learned/oscillation.dync" models="neural"></dynamics-player>'), policy),
    );
    await page.goto(`${site.origin}/strict-neural`);
    await page.waitForFunction(() => document.querySelector('dynamics-player')?.activeGenerator === 'learned');
    expect(said.filter((text) => !text.includes('GPU stall'))).toEqual([]);
  });
});

function gate(): { promise: Promise<void>; release: () => void } {
  let release = (): void => undefined;
  const promise = new Promise<void>((resolve) => (release = resolve));
  return { promise, release: () => release() };
}
