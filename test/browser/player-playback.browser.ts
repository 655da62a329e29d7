/** @file How the player behaves: events, seeking, looping, rate, motion, visibility, lost contexts, several players, memory. */
import type { BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { withDrawnMotion } from '../fixtures/with-drawn-motion.js';
import { accessibleNodes } from './accessible-nodes.js';
import { addPlayer, difference, golden, openInNode, openPage, playerFrame, shownFrame } from './player-page.js';
import { startPlayerSite } from './player-site.js';
import { page as pageText, html } from './site.js';

const { browser, site } = await startPlayerSite();

/** A page of its own, so that nothing is left of other tests. */
async function withPage(
  test: (page: Page) => Promise<void>,
  options: BrowserContextOptions & { readonly path?: string } = {},
): Promise<void> {
  const { path = '/', ...rest } = options;
  const context = await browser.newContext(rest);
  try {
    const page = await openPage(context);
    await page.goto(site.origin + path);
    await test(page);
  } finally {
    await context.close();
  }
}

/** Lets `seconds` of the page's own clock pass, display refreshes included. */
async function pass(page: Page, seconds: number): Promise<void> {
  await page.clock.runFor(seconds * 1000);
}

const now = (page: Page): Promise<number> => page.evaluate(() => player.currentTime);
/** The time on show once it has stopped to go on. */
async function whenStill(page: Page): Promise<number> {
  for (let before = await now(page); ;) {
    await page.waitForTimeout(300);
    const time = await now(page);
    if (time === before) return time;
    before = time;
  }
}

/** What happened, without that which comes as often as the network and the clock please. */
const events = (page: Page): Promise<string[]> =>
  page.evaluate(() => log.filter((type) => !/^(timeupdate|suspend|stalled)$/.test(type)));

describe('playing', () => {
  it('tells what happens, in the order of a video, and stops at the end', () =>
    withPage(async (page) => {
      await page.clock.install();
      await addPlayer(page, { src: '/oscillation.dync', autoplay: '' });
      expect(
        await page.evaluate(() => [player.paused, player.readyState, player.videoWidth, player.videoHeight]),
      ).toEqual([false, 4, 64, 64]);
      expect(await page.evaluate(() => player.duration)).toBeCloseTo(0.96);
      await pass(page, 0.5);
      expect(await page.evaluate(() => log.includes('timeupdate'))).toBe(true);
      await pass(page, 1);
      expect(await page.evaluate(() => [player.paused, player.ended, player.currentTime])).toEqual([true, true, 0.96]);
      expect(await events(page)).toEqual(
        [
          'loadstart',
          'loadedmetadata',
          'play',
          'waiting',
          'loadeddata',
          'canplay',
          'canplaythrough',
          'playing',
          'pause',
          'ended',
        ].sort(byFirst(await events(page))),
      );
      await page.evaluate(() => player.play());
      await pass(page, 0.2);
      expect(await now(page)).toBeLessThan(0.5);
    }));

  it('heeds autoplay when it comes later, but not after a pause', () =>
    withPage(async (page) => {
      await addPlayer(page, { src: '/lakeside.dync', loop: '' });
      const pausedWith = (autoplay: boolean): Promise<boolean> =>
        page.evaluate((value) => {
          player.autoplay = value;
          return player.paused;
        }, autoplay);
      expect(await pausedWith(true)).toBe(false);
      await page.evaluate(() => player.pause());
      await pausedWith(false);
      expect(await pausedWith(true)).toBe(true);
    }));

  it('keeps the time of its clock at any rate', () =>
    withPage(async (page) => {
      await page.clock.install({ time: 0 });
      await addPlayer(page, { src: '/lakeside.dync' });
      await page.clock.pauseAt(600_000);
      for (const rate of [0.5, 1, 2]) {
        await page.evaluate(async (value) => {
          player.currentTime = 0;
          player.playbackRate = value;
          await player.play();
        }, rate);
        await pass(page, 1);
        expect(Math.abs((await now(page)) - rate)).toBeLessThan(0.08 * Math.max(rate, 1));
        await page.evaluate(() => player.pause());
      }
      expect(await page.evaluate(() => log.filter((type) => type === 'ratechange').length)).toBe(3);
    }));

  it('refuses values that make no sense, by errors as of a video where that has them', () =>
    withPage(async (page) => {
      await addPlayer(page, { src: '/still.dync' });
      const errors = await page.evaluate(() =>
        [
          () => (player.motion = 4),
          () => (player.liveliness = 2.1),
          () => (player.fidelity = 2),
          () => (player.playbackRate = -1),
          () => (player.currentTime = NaN),
          () => (player.volume = 2),
        ].map((set) => {
          try {
            set();
            return 'taken';
          } catch (error) {
            return (error as Error).name;
          }
        }),
      );
      const own = 'InvalidOptionError';
      expect(errors).toEqual([own, own, own, 'NotSupportedError', 'TypeError', 'IndexSizeError']);
    }));

  it('takes values of any type as a video does, and keeps numbers', () =>
    withPage(async (page) => {
      await addPlayer(page, { src: '/still.dync' });
      const [ours, video] = await page.evaluate(() => {
        const values = [
          '0.5',
          '',
          ' 1 ',
          null,
          true,
          [0.25],
          { valueOf: () => 0.75 },
          'loud',
          undefined,
          NaN,
          -Infinity,
        ];
        const outcome = (media: object, name: string, value: unknown): unknown => {
          try {
            Reflect.set(media, name, value);
            return Reflect.get(media, name);
          } catch (error) {
            return (error as Error).name;
          }
        };
        const outcomes = (media: object): unknown[] =>
          ['playbackRate', 'volume', 'muted'].map((name) => values.map((value) => outcome(media, name, value)));
        return [outcomes(player), outcomes(document.createElement('video'))];
      });
      expect(ours).toEqual(video);
    }));

  it('seeks by its property to frames of its own and never beyond its ends', () =>
    withPage(async (page) => {
      await addPlayer(page, { src: '/cut.dync' });
      const times = await page.evaluate(async () => {
        const out: number[] = [];
        for (const time of [0.7, -3, 99, 0.56]) {
          const sought = new Promise((resolve) => player.addEventListener('seeked', resolve, { once: true }));
          player.currentTime = time;
          await sought;
          out.push(player.currentTime);
        }
        return out;
      });
      expect(times).toEqual([0.7, 0, 1.2, 0.56]);
    }));

  it('calms and amplifies the motion while it plays', () =>
    withPage(async (page) => {
      await addPlayer(page, { src: '/oscillation.dync', renderer: 'webgl2' });
      const key = await shownAfter(page, () => (player.motion = 0));
      const weak = await shownAfter(page, () => (player.motion = 0.5));
      const strong = await shownAfter(page, () => (player.motion = 2));
      expect(difference(weak, key).mean).toBeGreaterThan(0);
      expect(difference(strong, key).mean).toBeGreaterThan(difference(weak, key).mean);
    }));

  it('draws more and less of what was not sent while it plays', () =>
    withPage(async (page) => {
      const drawn = withDrawnMotion(await golden('oscillation'));
      site.on('/drawn.dync', (_, response) => void response.end(drawn));
      await addPlayer(page, { src: '/drawn.dync', renderer: 'webgl2' });
      const sent = await shownAfter(page, () => (player.liveliness = 0));
      const one = await shownAfter(page, () => (player.liveliness = 1));
      const two = await shownAfter(page, () => (player.liveliness = 2));
      expect(difference(one, sent).mean).toBeGreaterThan(0);
      expect(difference(two, sent).mean).toBeGreaterThan(difference(one, sent).mean);
    }));
});

describe('looping', () => {
  it('goes on without a seam where the clip was encoded as a loop', () =>
    withPage(async (page) => {
      await page.clock.install();
      await addPlayer(page, { src: '/loop.dync', loop: '', autoplay: '', renderer: 'webgl2' });
      await pass(page, 2.6);
      expect(await page.evaluate(() => [player.paused, player.ended])).toEqual([false, false]);
      expect(await now(page)).toBeLessThan(1);
      const step = difference(await playerFrame(page, 0.4), await playerFrame(page, 0.4 + 1 / 24)).mean;
      const seam = difference(await playerFrame(page, 0.999), await playerFrame(page, 0)).mean;
      expect(seam).toBeLessThan(Math.max(step, 0.1));
    }));

  it('fades any other clip from its end into its beginning', () =>
    withPage(async (page) => {
      await addPlayer(page, { src: '/oscillation.dync', loop: '', renderer: 'webgl2' });
      const start = await playerFrame(page, 0);
      expect(difference(await playerFrame(page, 0.9599), start).mean).toBeLessThan(0.1);
      await page.evaluate(() => (player.loop = false));
      expect(difference(await playerFrame(page, 0.9599), start).mean).toBeGreaterThan(0.3);
    }));

  it('plays a clip of several groups again and again', () =>
    withPage(async (page) => {
      await addPlayer(page, { src: '/split.dync', loop: '', autoplay: '' });
      await page.evaluate(() => (player.playbackRate = 8));
      await page.evaluate(
        () =>
          new Promise<void>((resolve) => {
            let laps = 0;
            let last = 0;
            player.addEventListener('timeupdate', () => {
              if (player.currentTime < last && ++laps === 2) resolve();
              last = player.currentTime;
            });
          }),
      );
      expect(await page.evaluate(() => player.error)).toBeNull();
    }));
});

describe('reduced motion', () => {
  it('shows the key picture until the user asks for more', () =>
    withPage(
      async (page) => {
        await addPlayer(page, { src: '/oscillation.dync', autoplay: '', controls: '', renderer: 'cpu' });
        expect(await page.evaluate(() => player.paused)).toBe(true);
        // What a test evaluates counts as asked for by the user; what a page does by itself does not.
        await page.evaluate(() =>
          Object.defineProperty(navigator, 'userActivation', { value: { isActive: false }, configurable: true }),
        );
        expect(await page.evaluate(() => player.play().catch((error: unknown) => (error as Error).name))).toBe(
          'NotAllowedError',
        );
        await page.evaluate(() => Reflect.deleteProperty(navigator, 'userActivation'));
        const node = await openInNode('oscillation', { motion: 0 });
        expect(difference(await shownFrame(page), await node.frameAt(0)).largest).toBe(0);
        await page.getByRole('button', { name: 'Play' }).click();
        expect(await page.evaluate(() => player.paused)).toBe(false);
        await expect.poll(() => now(page)).toBeGreaterThan(0);
      },
      { reducedMotion: 'reduce' },
    ));

  it('is heeded when it changes', () =>
    withPage(async (page) => {
      await addPlayer(page, { src: '/lakeside.dync', autoplay: '', loop: '' });
      await expect.poll(() => page.evaluate(() => player.paused)).toBe(false);
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await expect.poll(() => page.evaluate(() => player.paused)).toBe(true);
      await page.emulateMedia({ reducedMotion: 'no-preference' });
      await expect.poll(() => page.evaluate(() => player.paused)).toBe(false);
    }));

  it('is heeded even where its news has been taken by whoever looked first', () =>
    withPage(async (page) => {
      await addPlayer(page, { src: '/lakeside.dync', autoplay: '', loop: '' });
      await page.evaluate(() => {
        const { reducedMotion } = player as unknown as { reducedMotion: MediaQueryList };
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => port2.postMessage(reducedMotion.matches);
        port2.postMessage(false);
      });
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await expect.poll(() => page.evaluate(() => player.paused)).toBe(true);
    }));
});

describe('its place in the page', () => {
  it('stands still off screen', () =>
    withPage(async (page) => {
      await addPlayer(page, { src: '/lakeside.dync', autoplay: '', loop: '' });
      await page.evaluate(() => {
        document.body.style.paddingTop = '4000px';
      });
      const before = await whenStill(page);
      await page.waitForTimeout(300);
      expect(await now(page)).toBe(before);
      expect(await page.evaluate(() => player.paused)).toBe(false);
      await page.evaluate(() => player.scrollIntoView());
      await expect.poll(() => now(page)).not.toBe(before);
    }));

  it('has the size of an image', () =>
    withPage(async (page) => {
      const sizeWith = (attributes: Record<string, string>): Promise<number[]> =>
        page.evaluate(async (given) => {
          player.removeAttribute('style');
          for (const name of ['width', 'height']) player.removeAttribute(name);
          for (const [name, value] of Object.entries(given)) {
            if (name === 'style') player.style.cssText = value;
            else player.setAttribute(name, value);
          }
          await new Promise(requestAnimationFrame);
          const { width, height } = player.getBoundingClientRect();
          return [width, height];
        }, attributes);
      await addPlayer(page, { src: '/advection.dync' });
      await page.evaluate(() => (document.body.style.cssText = 'margin: 0; width: 480px'));
      expect(await sizeWith({})).toEqual([96, 80]);
      expect(await sizeWith({ width: '192' })).toEqual([192, 160]);
      expect(await sizeWith({ height: '160' })).toEqual([192, 160]);
      expect(await sizeWith({ width: '100', height: '50' })).toEqual([100, 50]);
      expect(await sizeWith({ style: 'width: 100%' })).toEqual([480, 400]);
      expect(await sizeWith({ style: 'height: 200px' })).toEqual([240, 200]);
      expect(await sizeWith({ style: 'display: block; width: 300px; height: 300px; object-fit: cover' })).toEqual([
        300, 300,
      ]);
      expect(await page.evaluate(() => getComputedStyle(player.shadowRoot!.querySelector('canvas')!).objectFit)).toBe(
        'cover',
      );
    }));

  it('shows what it holds, or its poster, until there is a picture', () => {
    site.on('/late.dync', (_, response) => void setTimeout(() => response.writeHead(404).end(), 600));
    site.on(
      '/held',
      html(
        pageText(
          '<dynamics-player src="/late.dync"><img src="/dot.svg" alt="A tree in the wind" width="90" height="60"></dynamics-player>',
        ),
      ),
    );
    site.on('/dot.svg', (_, response) => {
      response.writeHead(200, { 'content-type': 'image/svg+xml' });
      response.end(
        '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="60"><rect width="90" height="60" fill="green"/></svg>',
      );
    });
    return withPage(
      async (page) => {
        await page.evaluate(() => customElements.whenDefined('dynamics-player').then(() => undefined));
        expect(await page.getByAltText('A tree in the wind').isVisible()).toBe(true);
        await page.evaluate(() => {
          const element = document.querySelector('dynamics-player')!;
          element.src = '/oscillation.dync';
          return new Promise((resolve) => element.addEventListener('loadeddata', resolve, { once: true }));
        });
        expect(await page.getByAltText('A tree in the wind').isVisible()).toBe(false);
        expect(
          await page.evaluate(
            () => document.querySelector('dynamics-player')!.shadowRoot!.querySelector('canvas')!.hidden,
          ),
        ).toBe(false);
        await addPlayer(page, { src: '/late.dync', poster: '/dot.svg' }, 'error');
        expect(await page.locator('dynamics-player .poster').isVisible()).toBe(true);
      },
      { path: '/held' },
    );
  });

  it('is worked by keyboard and named for screen readers', () =>
    withPage(async (page) => {
      await addPlayer(page, { src: '/lakeside.dync', controls: '', alt: 'A lake at dusk' });
      await page.getByRole('slider').waitFor();
      expect(await accessibleNodes(page)).toEqual([
        'group A lake at dusk',
        'group Playback',
        'button Play',
        'slider Position',
        'button Full screen',
      ]);
      await page.keyboard.press('Tab');
      expect(await page.evaluate(() => document.activeElement === player)).toBe(true);
      await page.keyboard.press('ArrowRight');
      await expect.poll(() => now(page)).toBe(1);
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => now(page)).toBe(0);
      await page.evaluate(() => (player.playbackRate = 0.01));
      await page.keyboard.press(' ');
      expect(await page.evaluate(() => player.paused)).toBe(false);
      await page.getByRole('button', { name: 'Pause' }).press('Enter');
      expect(await page.evaluate(() => player.paused)).toBe(true);
      await page.keyboard.press('End');
      await expect.poll(() => now(page)).toBe(4);
      await addPlayer(page, { src: '/lakeside.dync', alt: 'A lake at dusk' });
      expect(await accessibleNodes(page)).toEqual(['image A lake at dusk']);
    }));

  it('lets several players draw at once, with one worker', () =>
    withPage(async (page) => {
      const shown = await page.evaluate(async () => {
        const players = ['lakeside', 'split'].map((name) => {
          const element = document.createElement('dynamics-player');
          element.src = `/${name}.dync`;
          element.loop = true;
          element.renderer = 'webgl2';
          return element;
        });
        document.body.replaceChildren(...players);
        await Promise.all(
          players.map(
            (element) => new Promise((resolve) => element.addEventListener('canplay', resolve, { once: true })),
          ),
        );
        await Promise.all(players.map((element) => element.play()));
        while (players.some((element) => element.currentTime === 0)) await new Promise(requestAnimationFrame);
        return players.map((element) => [
          element.videoWidth,
          element.currentTime > 0,
          element.activeRenderer,
          element.error,
        ]);
      });
      expect(shown).toEqual([
        [256, true, 'webgl2', null],
        [64, true, 'webgl2', null],
      ]);
      expect(page.workers()).toHaveLength(1);
      for (const [index, name] of ['lakeside', 'split'].entries()) {
        await page.evaluate((i) => {
          globalThis.player = document.querySelectorAll('dynamics-player')[i]!;
        }, index);
        const node = await openInNode(name);
        expect(difference(await playerFrame(page, 1), await node.frameAt(1)).mean).toBeLessThan(0.5);
      }
    }));

  it('survives being moved, and starts where it was when it is put back', () =>
    withPage(async (page) => {
      await addPlayer(page, { src: '/lakeside.dync' });
      await page.evaluate(() => (player.currentTime = 2));
      await expect.poll(() => page.evaluate(() => player.seeking)).toBe(false);
      const loads = await page.evaluate(async () => {
        const { body } = document;
        body.append(document.createElement('p'), player);
        await Promise.resolve();
        const moved = log.filter((type) => type === 'loadstart').length;
        player.remove();
        await new Promise((resolve) => setTimeout(resolve));
        const again = new Promise((resolve) => player.addEventListener('canplay', resolve, { once: true }));
        body.append(player);
        await again;
        return [moved, log.filter((type) => type === 'loadstart').length];
      });
      expect(loads).toEqual([1, 2]);
      expect(await now(page)).toBe(2);
    }));
});

describe('a lost context', () => {
  it('is bridged by the CPU and made good', () =>
    withPage(async (page) => {
      await page.evaluate(`{
        const before = HTMLCanvasElement.prototype.getContext;
        HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
          const context = before.call(this, kind, ...rest);
          if (kind === 'webgl2' && context) globalThis.lose = context.getExtension('WEBGL_lose_context');
          return context;
        };
      }`);
      await addPlayer(page, { src: '/oscillation.dync', renderer: 'webgl2', loop: '', autoplay: '' });
      await expect.poll(() => page.evaluate(() => player.activeRenderer)).toBe('webgl2');
      await page.evaluate('lose.loseContext()');
      await expect.poll(() => page.evaluate(() => player.activeRenderer)).toBe('cpu');
      const node = await openInNode('oscillation');
      expect(difference(await playerFrame(page, 0.3), await node.frameAt(0.3)).largest).toBe(0);
      await page.evaluate('lose.restoreContext()');
      await expect.poll(() => page.evaluate(() => player.activeRenderer)).toBe('webgl2');
      expect(difference(await playerFrame(page, 0.3), await node.frameAt(0.3)).mean).toBeLessThan(0.5);
    }));
});

describe('memory', () => {
  it('does not grow over 200 loads', () =>
    withPage(async (page) => {
      const session = await page.context().newCDPSession(page);
      const used = async (): Promise<number> => {
        await session.send('HeapProfiler.collectGarbage');
        const { usedSize, backingStorageSize } = (await session.send('Runtime.getHeapUsage')) as {
          usedSize: number;
          backingStorageSize?: number;
        };
        return usedSize + (backingStorageSize ?? 0);
      };
      const load = async (count: number): Promise<void> => {
        await page.evaluate(async (times) => {
          for (let i = 0; i < times; i++) {
            const element = document.createElement('dynamics-player');
            element.src = i % 2 === 0 ? '/advection.dync' : '/split.dync';
            element.renderer = 'webgl2';
            element.autoplay = true;
            const ready = new Promise((resolve) => element.addEventListener('loadeddata', resolve, { once: true }));
            document.body.replaceChildren(element);
            await ready;
          }
          document.body.replaceChildren();
        }, count);
      };
      await load(30);
      const before = await used();
      await load(200);
      expect((await used()) - before).toBeLessThan(1e6);
    }));
});

async function shownAfter(page: Page, change: () => unknown): Promise<Uint8Array> {
  await page.evaluate(change);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  return shownFrame(page);
}

/** Puts the names of events in the order in which they first happened, but the fixed ones must keep theirs. */
function byFirst(happened: readonly string[]): (a: string, b: string) => number {
  const loose = new Set(['play', 'loadeddata']);
  return (a, b) => (loose.has(a) || loose.has(b) ? happened.indexOf(a) - happened.indexOf(b) : 0);
}
