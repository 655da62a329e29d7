/** @file The player as a media element: when it loads what, the properties and events of `<video>`, properties set too early. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseStream } from 'dynamics-codec/bitstream';
import { withModel } from '../fixtures/edited-stream.js';
import { addPlayer, golden, openPage } from './player-page.js';
import { startPlayerSite } from './player-site.js';
import { html, page as pageText, startSite } from './site.js';

const { browser, site } = await startPlayerSite();
let page: Page;
/** Paths that pages have asked for. */
let asked: string[];

beforeEach(async () => {
  page = await openPage(browser);
  asked = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
});

afterEach(() => page.close());

const requests = (path: string): number => asked.filter((one) => one === path).length;

/** Opens a page of its own. */
async function open(body: string, script = true): Promise<void> {
  site.on('/page', html(script ? pageText(body) : body));
  await page.goto(`${site.origin}/page`);
}

/** Makes the first player of the page, and what happens to it from now on, known to the test. */
const take = (): Promise<void> =>
  page.evaluate(async () => {
    await customElements.whenDefined('dynamics-player');
    const player = document.querySelector('dynamics-player')!;
    const log: string[] = [];
    Object.assign(globalThis, { player, log });
    for (const type of ['loadstart', 'canplay', 'suspend', 'emptied', 'ended', 'seeked'])
      player.addEventListener(type, () => log.push(type));
  });

const ready = (): Promise<unknown> => page.waitForFunction(() => player.readyState >= 3);

/** Serves a stream in two parts: its first group, and the rest once that is released. */
async function inTwoParts(path: string): Promise<{ readonly firstEnd: number; readonly release: () => void }> {
  const stream = await golden('split');
  const [first] = parseStream(stream).groups;
  const end = first!.offset + first!.length;
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  site.on(path, (_, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    response.write(stream.subarray(0, end));
    void released.then(() => response.end(stream.subarray(end)));
  });
  return { firstEnd: first!.frames, release };
}

describe('a stream is asked for', () => {
  it.each([
    'src="/still.dync" models="/neural/" generator="auto" fidelity="0.5"',
    'fidelity="0.5" generator="auto" models="/neural/" src="/still.dync"',
  ])('once where markup says %s', async (attributes) => {
    await open(`<dynamics-player ${attributes}></dynamics-player>`);
    await take();
    await ready();
    expect(requests('/still.dync')).toBe(1);
  });

  it('once where a script sets it and its options one by one, and again where it is set again', async () => {
    await open('<dynamics-player></dynamics-player>');
    await take();
    await page.evaluate(() => {
      player.generator = 'classical';
      player.src = '/still.dync';
      player.fidelity = 0.5;
      player.models = '/neural/';
    });
    await ready();
    expect([requests('/still.dync'), await page.evaluate(() => log)]).toEqual([
      1,
      expect.not.arrayContaining(['emptied']),
    ]);
    await page.evaluate(() => (player.src = '/still.dync'));
    await expect.poll(() => requests('/still.dync')).toBe(2);
  });

  it('only by play() where preload is none', async () => {
    await open('<dynamics-player src="/oscillation.dync" preload="none"></dynamics-player>');
    await take();
    await expect.poll(() => page.evaluate(() => player.networkState)).toBe(1);
    expect([requests('/oscillation.dync'), await page.evaluate(() => player.currentSrc)]).toEqual([
      0,
      `${site.origin}/oscillation.dync`,
    ]);
    await page.evaluate(() => player.play());
    expect(requests('/oscillation.dync')).toBe(1);
    await open('<dynamics-player src="/oscillation.dync" preload="none" autoplay></dynamics-player>');
    await take();
    await ready();
  });

  it('as far as its first pictures where preload is metadata, and no further until it plays', async () => {
    const { firstEnd, release } = await inTwoParts('/metadata.dync');
    await open('<dynamics-player src="/metadata.dync" preload="metadata"></dynamics-player>');
    await take();
    await ready();
    await expect.poll(() => page.evaluate(() => [player.networkState, log.includes('suspend')])).toEqual([1, true]);
    release();
    expect(await page.evaluate(() => player.buffered.end(0) * 25)).toBeCloseTo(firstEnd);
    expect(await page.evaluate(() => player.readyState)).toBe(3);
    await page.evaluate(() => {
      player.playbackRate = 8;
      return player.play();
    });
    await expect.poll(() => page.evaluate(() => player.ended)).toBe(true);
    expect(await page.evaluate(() => [player.buffered.end(0), player.networkState])).toEqual([
      await page.evaluate(() => player.duration),
      1,
    ]);
  });

  it('ahead of what is shown where preload is auto', async () => {
    const { release } = await inTwoParts('/auto.dync');
    await open('<dynamics-player src="/auto.dync"></dynamics-player>');
    await take();
    await page.waitForFunction(() => player.readyState === 3);
    await expect.poll(() => page.evaluate(() => player.networkState)).toBe(2);
    release();
    await expect.poll(() => page.evaluate(() => player.readyState)).toBe(4);
  });

  it('once it is near what the user sees where loading is lazy', async () => {
    await open(
      '<div style="height: 9000px"></div><dynamics-player src="/still.dync" loading="lazy" autoplay></dynamics-player>',
    );
    await take();
    await page.evaluate(() => new Promise((resolve) => new IntersectionObserver(resolve).observe(player)));
    expect(requests('/still.dync')).toBe(0);
    await page.evaluate(() => scrollTo(0, 8000));
    await ready();
    expect(requests('/still.dync')).toBe(1);
  });

  it('with the cookies of the user where crossorigin says so', async () => {
    const other = await startSite();
    try {
      const cookies: (string | undefined)[] = [];
      const stream = await golden('still');
      other.on('/cross.dync', (request, response) => {
        cookies.push(request.headers.cookie);
        response.writeHead(200, {
          'access-control-allow-origin': site.origin,
          'access-control-allow-credentials': 'true',
        });
        response.end(stream);
      });
      await open('');
      await page.evaluate(() => (document.cookie = 'user=1'));
      const src = `${other.origin}/cross.dync`;
      await addPlayer(page, { src, crossorigin: 'use-credentials' });
      await addPlayer(page, { src });
      expect(cookies).toEqual(['user=1', undefined]);
    } finally {
      await other.close();
    }
  });

  it('with the priority of fetchpriority', async () => {
    const session = await page.context().newCDPSession(page);
    const priorities = new Map<string, string>();
    session.on('Network.requestWillBeSent', ({ request }) => {
      priorities.set(new URL(request.url).search, request.initialPriority);
    });
    await session.send('Network.enable');
    await open('');
    await addPlayer(page, { src: '/still.dync?high', fetchpriority: 'high' });
    await addPlayer(page, { src: '/still.dync?low', fetchpriority: 'low' });
    expect([priorities.get('?high'), priorities.get('?low')]).toEqual(['High', 'Low']);
  });

  it('without the neural part where the user saves data', async () => {
    const learned = withModel(await golden('still'), 7);
    site.on('/learned.dync', (_, response) => void response.end(learned));
    await page.addInitScript(() =>
      Object.defineProperty(navigator, 'connection', { value: Object.assign(new EventTarget(), { saveData: true }) }),
    );
    await open('');
    await addPlayer(page, { src: '/learned.dync', models: '/neural/' });
    expect(await page.evaluate(() => [player.generatorNote?.code, player.error])).toEqual(['SAVE_DATA', null]);
    await page.evaluate(() => player.frameAt(0));
    expect(asked.filter((path) => path.startsWith('/neural'))).toEqual([]);
  });
});

describe('before the script is there', () => {
  it('takes properties, and heeds them afterwards', async () => {
    await open('<dynamics-player></dynamics-player>', false);
    const said: string[] = [];
    page.on('pageerror', (error) => said.push(error.message));
    await page.evaluate(() => {
      const early = document.querySelector('dynamics-player')!;
      Object.assign(early, { src: '/cut.dync', currentTime: 0.7, loop: true, motion: 9, liveliness: 0.5, volume: 0.3 });
    });
    await page.addScriptTag({ url: '/player.js', type: 'module' });
    await take();
    await ready();
    const values = (): unknown[] => [player.loop, player.motion, player.liveliness, player.volume, player.currentTime];
    expect(await page.evaluate(values)).toEqual([true, 1, 0.5, 0.3, 0.7]);
    expect(said).toEqual([expect.stringContaining('from 0 to 3 for motion')]);
    expect(requests('/cut.dync')).toBe(1);
  });

  it('keeps the page still by the style that is documented', async () => {
    const docs = await readFile(join(import.meta.dirname, '../../docs/player.md'), 'utf8');
    const [, style] = /```css\n(.*?:not\(:defined\).*?)```/s.exec(docs) ?? [];
    expect(style).toBeDefined();
    await open(
      `<style>${style}</style><dynamics-player src="/lakeside.dync" width="512" height="512"></dynamics-player><p>Below</p>`,
      false,
    );
    await page.evaluate(() => {
      const shifts: number[] = [];
      Object.assign(globalThis, { shifts });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) shifts.push((entry as unknown as { value: number }).value);
      }).observe({ type: 'layout-shift', buffered: true });
    });
    const places = (): Promise<number[]> =>
      page.evaluate(async () => {
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        const { width, height } = document.querySelector('dynamics-player')!.getBoundingClientRect();
        return [width, height, document.querySelector('p')!.getBoundingClientRect().top];
      });
    const before = await places();
    expect(before.slice(0, 2)).toEqual([512, 512]);
    await page.addScriptTag({ url: '/player.js', type: 'module' });
    await take();
    expect(await places()).toEqual(before);
    await ready();
    expect(await places()).toEqual(before);
    expect(await page.evaluate(() => (globalThis as unknown as { shifts: number[] }).shifts)).toEqual([]);
  });
});

describe('as of a video', () => {
  beforeEach(() => page.goto(site.origin));

  it('tells of what it waits for, and of a download that has stalled', async () => {
    const { release } = await inTwoParts('/waits.dync');
    await page.clock.install();
    await addPlayer(page, { src: '/waits.dync', autoplay: '' });
    await page.clock.runFor(20_000);
    await expect.poll(() => page.evaluate(() => log.filter((type) => type === 'waiting').length)).toBe(2);
    await page.clock.runFor(4000);
    expect(await page.evaluate(() => [log.includes('stalled'), player.paused, player.readyState])).toEqual([
      true,
      false,
      2,
    ]);
    release();
    await expect.poll(() => page.evaluate(() => player.readyState)).toBe(4);
    await page.clock.runFor(20_000);
    expect(await page.evaluate(() => player.ended)).toBe(true);
    expect(await page.evaluate(() => log.filter((type) => /^(waiting|playing|ended)$/.test(type)))).toEqual([
      'waiting',
      'playing',
      'waiting',
      'playing',
      'ended',
    ]);
  });

  it('clamps the time that is sought at once, and is ended right after a seek to the end', async () => {
    await addPlayer(page, { src: '/cut.dync' });
    const seeks = await page.evaluate(() =>
      [99, -1, 0.5].map((time) => {
        player.currentTime = time;
        return [player.currentTime, player.ended, player.seeking];
      }),
    );
    expect(seeks).toEqual([
      [1.2, true, true],
      [0, false, true],
      [0.5, false, true],
    ]);
    await page.evaluate(() => {
      const ended = new Promise((resolve) => player.addEventListener('ended', resolve, { once: true }));
      player.currentTime = player.duration;
      return ended;
    });
    expect(await page.evaluate(() => [player.paused, player.ended, player.seeking])).toEqual([true, true, false]);
    await page.evaluate(() => player.play());
    expect(await page.evaluate(() => [player.paused, player.currentTime < 0.5])).toEqual([false, true]);
    await page.evaluate(() => {
      player.currentTime = 99;
    });
    await expect.poll(() => page.evaluate(() => player.paused)).toBe(true);
  });

  it('tells what is loaded, and that it is gone', async () => {
    await addPlayer(page, { src: '/split.dync' });
    await page.waitForFunction(() => player.networkState === 1);
    const facts = await page.evaluate(() => [
      player.currentSrc,
      player.seekable.length,
      player.seekable.start(0),
      player.seekable.end(0) === player.duration,
      player.buffered.end(0) === player.duration,
    ]);
    expect(facts).toEqual([`${site.origin}/split.dync`, 1, 0, true, true]);
    const [name, ...gone] = await page.evaluate(() => {
      let error = '';
      try {
        player.buffered.end(1);
      } catch (reason) {
        error = (reason as Error).name;
      }
      player.removeAttribute('src');
      return [error, log.includes('emptied'), player.networkState, player.readyState, player.buffered.length];
    });
    expect([name, ...gone]).toEqual(['IndexSizeError', true, 0, 0, 0]);
    await addPlayer(page, { src: '/missing.dync' }, 'error');
    expect(await page.evaluate(() => [player.networkState, player.error?.code])).toEqual([3, 4]);
  });

  it('tells of an error in the middle of a download as of one of the network', async () => {
    const stream = await golden('split');
    const [first] = parseStream(stream).groups;
    let cut = (): void => undefined;
    site.on('/broken-off.dync', (_, response) => {
      response.writeHead(200, { 'content-length': String(stream.length) });
      response.write(stream.subarray(0, first!.offset + first!.length));
      cut = () => response.destroy();
    });
    await addPlayer(page, { src: '/broken-off.dync' });
    cut();
    await page.waitForFunction(() => player.error !== null);
    expect(await page.evaluate(() => [player.error?.code, player.error?.reason])).toEqual([2, 'NETWORK']);
  });

  it('has volume, muted and playsInline for controls that want them', async () => {
    await addPlayer(page, { src: '/still.dync', playsinline: '' });
    const values = await page.evaluate(() => {
      player.volume = 0.5;
      player.muted = false;
      return [player.volume, player.muted, player.playsInline, log.filter((type) => type === 'volumechange').length];
    });
    expect(values).toEqual([0.5, false, true, 2]);
  });

  it('calls back once with each frame that was asked for', async () => {
    await addPlayer(page, { src: '/oscillation.dync', loop: '', autoplay: '' });
    const [first, second] = await page.evaluate(async () => {
      const frame = (): Promise<VideoFrameCallbackMetadata> =>
        new Promise((resolve) => player.requestVideoFrameCallback((_, metadata) => resolve(metadata)));
      player.cancelVideoFrameCallback(player.requestVideoFrameCallback(() => log.push('cancelled')));
      return [await frame(), await frame()] as const;
    });
    expect([first.width, first.height]).toEqual([64, 64]);
    expect(second.presentedFrames).toBeGreaterThan(first.presentedFrames);
    expect(second.mediaTime).not.toBe(first.mediaTime);
    expect(await page.evaluate(() => log.includes('cancelled'))).toBe(false);
  });
});
