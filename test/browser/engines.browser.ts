/**
 * @file The player in Firefox and WebKitGTK: it plays, seeks, loops, fails and obeys a policy as it does in Chromium, and its
 * frames are those of Node. Other tests here ask more of Chromium; these ask of the others what differs between engines.
 */
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Decoder } from 'dynamics-codec';
import type { StillDecoder } from 'dynamics-codec/key';
import { nodeNetworks, nodeStills } from '@dynamics-codec/node';
import type { DynamicsPlayer } from '@dynamics-codec/player';
import { pictureToRgb } from 'dynamics-codec/picture';
import { FROM_SOURCE } from '../../workspace.js';
import { withModel } from '../fixtures/edited-stream.js';
import { withDrawnMotion } from '../fixtures/with-drawn-motion.js';
import { sumOf, type frameSums, type GivenStill } from './decoder-in-page.js';
import { ENGINES, type Engine } from './engine.js';
import {
  addPlayer,
  CUTS,
  difference,
  golden,
  openInNode,
  pageTools,
  playerFrame,
  SHARES,
  shownFrame,
  STREAMS,
  withCutKey,
  type Difference,
} from './player-page.js';
import { html, page as pageText, script, startSite, type Site } from './site.js';

/**
 * Most that frames by the CPU may differ from Node's: no engine here hands out the planes of a still, so key pictures pass
 * through RGB. Only where that has to cut a colour off is a sample more than a few levels away.
 */
const BY_CPU: Readonly<Record<string, Difference>> = {
  Firefox: { mean: 0.1, largest: 12, beyondFour: 0.0005 },
  WebKitGTK: { mean: 0.25, largest: 16, beyondFour: 0.002 },
};

/** What the shader may add to it. */
const BY_SHADER = { mean: 0.5, largest: 4, beyondFour: 0.001 };

describe.each(ENGINES)('in %s', (name, start) => {
  // On a developer's machine it may not be installed.
  const run = it.skipIf(start === undefined && process.env['CI'] === undefined);
  let engine: Engine;
  let site: Site;

  beforeAll(async () => {
    if (start === undefined) return;
    [engine, site] = await Promise.all([start(), startSite()]);
    site.on(
      '/',
      html('<!doctype html><script src="/tools.js"></script><script type="module" src="/player.js"></script>'),
    );
    site.on('/tools.js', script(`(${pageTools.toString()})()`));
    await engine.goto(`${site.origin}/`);
  });

  afterAll(async () => {
    if (start === undefined) return;
    await engine.close();
    await site.close();
  });

  run('the decoder draws frames that are those of Node bit for bit', async () => {
    const { outputFiles } = await build({
      entryPoints: [join(import.meta.dirname, 'decoder-in-page.ts')],
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'decoderInPage',
      target: 'es2022',
      plugins: [FROM_SOURCE],
      logLevel: 'error',
    });
    site.on('/decoder.js', script(outputFiles[0]!.text));
    site.on('/decoder', html('<!doctype html><script src="/decoder.js"></script>'));
    await engine.goto(`${site.origin}/decoder`);
    for (const stream of STREAMS) {
      for (const bytes of [await golden(stream), withDrawnMotion(await golden(stream))]) {
        const given = recording(nodeStills());
        const decoder = await Decoder.open(bytes, { stills: given });
        const times = SHARES.map((share) => share * decoder.info.duration);
        const expected: number[] = [];
        for (const time of times) expected.push(sumOf(await decoder.frameAt(time)));
        const sums = await engine.evaluate(
          ([text, stills, seconds]) =>
            (globalThis as unknown as { decoderInPage: { frameSums: typeof frameSums } }).decoderInPage.frameSums(
              text,
              stills,
              seconds,
            ),
          [Buffer.from(bytes).toString('base64'), given.stills, times] as const,
        );
        expect([stream, ...sums]).toEqual([stream, ...expected]);
      }
    }
    await engine.goto(`${site.origin}/`);
  });

  run.each(['cpu', 'webgl2'] as const)(
    'frames by %s are those of Node but for what the still decoder of the browser changes',
    async (renderer) => {
      const most = BY_CPU[name]!;
      for (const stream of STREAMS) {
        await addPlayer(engine, { src: `/${stream}.dync`, renderer });
        const node = await openInNode(stream);
        for (const share of SHARES.slice(1, 4)) {
          const seconds = share * node.duration;
          const { mean, largest, beyondFour } = difference(
            await playerFrame(engine, seconds),
            await node.frameAt(seconds),
          );
          const more = renderer === 'cpu' ? { mean: 0, largest: 0, beyondFour: 0 } : BY_SHADER;
          expect(mean).toBeLessThanOrEqual(most.mean + more.mean);
          expect(largest).toBeLessThanOrEqual(most.largest + more.largest);
          expect(beyondFour).toBeLessThanOrEqual(most.beyondFour + more.beyondFour);
        }
        await expect.poll(() => engine.evaluate(() => player.activeRenderer)).toBe(renderer);
      }
    },
  );

  run('frames by the CPU are those of Node where the page names a decoder of AV1', async () => {
    await engine.evaluate(() => {
      (customElements.get('dynamics-player') as typeof DynamicsPlayer).av1Url = '/av1/av1.js';
    });
    for (const stream of STREAMS) {
      await addPlayer(engine, { src: `/${stream}.dync`, renderer: 'cpu' });
      const node = await openInNode(stream);
      for (const share of SHARES.slice(1, 4)) {
        const seconds = share * node.duration;
        const { largest } = difference(await playerFrame(engine, seconds), await node.frameAt(seconds));
        // Canvases keep colours multiplied by alpha, which rounds.
        expect(largest, stream).toBeLessThanOrEqual(stream === 'transparent' ? 1 : 0);
      }
    }
    await engine.evaluate(() => {
      (customElements.get('dynamics-player') as typeof DynamicsPlayer).av1Url = '/gone/av1.js';
    });
    await addPlayer(engine, { src: '/oscillation.dync', renderer: 'cpu' });
    const { largest } = difference(await playerFrame(engine, 0), await (await openInNode('oscillation')).frameAt(0));
    expect(largest).toBeLessThanOrEqual(BY_CPU[name]!.largest);
    await engine.goto(`${site.origin}/`);
  });

  run('a key picture whose tile ends early is refused by the decoder of AV1 that the page names', async () => {
    await engine.evaluate(() => {
      (customElements.get('dynamics-player') as typeof DynamicsPlayer).av1Url = '/av1/av1.js';
    });
    const stream = await withCutKey(CUTS[0]!);
    site.on('/cut-for-av1.dync', (_, response) => void response.end(stream));
    await addPlayer(engine, { src: '/cut-for-av1.dync' }, 'error');
    expect(await engine.evaluate(() => player.error?.reason)).toBe('CORRUPT_STREAM');
    await engine.goto(`${site.origin}/`);
  });

  run('a key picture whose tile ends early is refused, whatever the AV1 decoder makes of it', async () => {
    for (const cut of CUTS) {
      const stream = await withCutKey(cut);
      site.on(`/cut-by-${cut}.dync`, (_, response) => void response.end(stream));
      await addPlayer(engine, { src: `/cut-by-${cut}.dync` }, 'error');
      expect(await engine.evaluate(() => player.error?.reason)).toBe('CORRUPT_STREAM');
    }
  });

  run('it plays in the order of a video, and stops at the end', async () => {
    await addPlayer(engine, { src: '/oscillation.dync', autoplay: '' }, 'ended');
    const log = await engine.evaluate(() => [...new Set(globalThis.log)].filter((type) => type !== 'progress'));
    for (const [before, after] of [
      ['loadstart', 'loadedmetadata'],
      ['loadedmetadata', 'canplay'],
      ['canplay', 'playing'],
      ['playing', 'ended'],
    ] as const)
      expect(log.indexOf(before)).toBeLessThan(log.indexOf(after));
    expect(await engine.evaluate(() => [player.ended, player.paused, player.currentTime === player.duration])).toEqual([
      true,
      true,
      true,
    ]);
  });

  run('it loops, and its picture moves', async () => {
    await addPlayer(engine, { src: '/loop.dync', loop: '', autoplay: '' }, 'playing');
    const before = await shownFrame(engine);
    await expect.poll(async () => difference(await shownFrame(engine), before).mean).toBeGreaterThan(0);
    await engine.evaluate(() => (player.playbackRate = 8));
    const laps = await engine.evaluate(async () => {
      let count = 0;
      for (let last = player.currentTime; count < 2; last = player.currentTime) {
        await new Promise(requestAnimationFrame);
        if (player.currentTime < last) count++;
      }
      return [count, player.paused, player.ended];
    });
    expect(laps).toEqual([2, false, false]);
  });

  run('it seeks to frames of its own', async () => {
    await addPlayer(engine, { src: '/split.dync', renderer: 'cpu' });
    const node = await openInNode('split');
    for (const share of [0.9, 0.1, 0.36]) {
      await engine.evaluate((seconds) => {
        const sought = new Promise<void>((resolve) =>
          player.addEventListener('seeked', () => resolve(), { once: true }),
        );
        player.currentTime = seconds;
        return sought;
      }, share * node.duration);
      const expected = await node.frameAt(share * node.duration);
      await expect.poll(async () => difference(await shownFrame(engine), expected).mean).toBeLessThan(0.5);
    }
  });

  run('it tells what goes wrong', async () => {
    site.on('/text.dync', html('no stream'));
    for (const [src, code, reason] of [
      ['/gone.dync', 4, 'NETWORK'],
      ['/text.dync', 4, 'NOT_A_STREAM'],
    ] as const) {
      await addPlayer(engine, { src }, 'error');
      expect(await engine.evaluate(() => [player.error?.code, player.error?.reason])).toEqual([code, reason]);
    }
  });

  run('it obeys a strict policy', async () => {
    site.on(
      '/watch.js',
      script(
        "globalThis.said = []; for (const type of ['securitypolicyviolation', 'error', 'unhandledrejection']) addEventListener(type, (event) => said.push(event.violatedDirective ? event.violatedDirective + ' ' + event.blockedURI : event.message ?? String(event.reason)));",
      ),
    );
    site.on(
      '/strict',
      html(
        pageText(
          '<script src="/watch.js"></script><dynamics-player src="/lakeside.dync" autoplay loop controls></dynamics-player>',
        ),
        {
          'content-security-policy':
            "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; img-src 'self'",
        },
      ),
    );
    await engine.goto(`${site.origin}/strict`);
    await expect
      .poll(() => engine.evaluate(() => document.querySelector('dynamics-player')?.currentTime ?? 0))
      .toBeGreaterThan(0.2);
    // The renderer on the CPU asks whether it may use WebAssembly, and does without.
    const said = await engine.evaluate(() => (globalThis as unknown as { said: string[] }).said);
    expect(said.filter((text) => text !== 'script-src wasm-eval')).toEqual([]);
    await engine.goto(`${site.origin}/`);
  });

  run('a model restores the key picture', async () => {
    const stream = withModel(await golden('oscillation'), 7);
    site.on('/learned.dync', (_, response) => void response.end(stream));
    await addPlayer(engine, { src: '/learned.dync', renderer: 'cpu', models: '/neural/' });
    await expect
      .poll(() => engine.evaluate(() => player.generatorNote?.message ?? player.activeGenerator))
      .toBe('learned');
    const decoder = await Decoder.open(stream, {
      stills: nodeStills(),
      networks: nodeNetworks(),
      generator: 'learned',
    });
    const expected = pictureToRgb(await decoder.frameAt(0.3), 4);
    expect(difference(await playerFrame(engine, 0.3), expected).mean).toBeLessThan(0.5);
  });

  run('twelve players move at once, and the page keeps frames of its own', async () => {
    await engine.evaluate(() => {
      const players = Array.from({ length: 12 }, () => {
        const element = document.createElement('dynamics-player');
        Object.assign(element, { src: '/lakeside.dync', loop: true, autoplay: true });
        element.setAttribute('style', 'width: 160px; height: 160px');
        return element;
      });
      document.body.replaceChildren(...players);
      globalThis.counts = { frames: players.map(() => 0), refreshes: 0 };
      const { counts } = globalThis;
      players.forEach((element, i) => {
        const count = (): void => {
          counts.frames[i]!++;
          element.requestVideoFrameCallback(count);
        };
        element.requestVideoFrameCallback(count);
      });
      const refresh = (): void => {
        counts.refreshes++;
        requestAnimationFrame(refresh);
      };
      refresh();
    });
    const haveAllDrawn = (least: number): Promise<void> =>
      expect
        .poll(() => engine.evaluate(() => Math.min(...globalThis.counts.frames)), { timeout: 280_000, interval: 500 })
        .toBeGreaterThanOrEqual(least);
    await haveAllDrawn(1);
    // From here on all of them play.
    await engine.evaluate(() => void globalThis.counts.frames.fill(0));
    await haveAllDrawn(3);
    const { frames, refreshes } = await engine.evaluate(() => globalThis.counts);
    // Whoever is nearer to the middle may draw more often, but nobody starves.
    expect(Math.max(...frames)).toBeLessThan(8 * Math.min(...frames));
    expect(refreshes).toBeGreaterThanOrEqual(3);
  });
});

/** Node's still decoder, and all that it decoded. */
function recording(stills: StillDecoder): StillDecoder & { readonly stills: GivenStill[] } {
  const seen: GivenStill[] = [];
  const text = (plane: Uint8Array): string => Buffer.from(plane).toString('base64');
  return {
    stills: seen,
    async decode(...still) {
      const picture = await stills.decode(...still);
      seen.push({ y: text(picture.y), u: text(picture.u), v: text(picture.v) });
      return picture;
    },
  };
}
