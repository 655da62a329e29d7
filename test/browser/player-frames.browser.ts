/**
 * @file The player's frames against Node's. Tolerance of the shader: 0.5 levels on average, and at most 4 levels on
 * 99.9 % of the samples. The CPU renderer has none: it is the same code on the same key picture.
 */
import { describe, expect, it } from 'vitest';
import { withDrawnMotion } from '../fixtures/with-drawn-motion.js';
import {
  addPlayer,
  difference,
  golden,
  openInNode,
  openPage,
  playerFrame,
  SHARES,
  shownFrame,
  STREAMS,
  type NodeStream,
} from './player-page.js';
import { startPlayerSite } from './player-site.js';

const { browser, site } = await startPlayerSite();
const page = await openPage(browser);
await page.goto(site.origin);

describe.each(['webgl2', 'cpu'] as const)('frames by %s', (renderer) => {
  /** Expects frames of the player in the page to be those of Node. */
  async function expectFrames(node: NodeStream, shares: readonly number[], clear = false): Promise<void> {
    for (const share of shares) {
      const seconds = share * node.duration;
      const { mean, largest, beyondFour } = difference(await playerFrame(page, seconds), await node.frameAt(seconds));
      // A canvas multiplies colours by their alpha and divides by it again.
      if (renderer === 'cpu') expect(largest).toBeLessThanOrEqual(clear ? 2 : 0);
      expect(mean).toBeLessThanOrEqual(0.5);
      expect(beyondFour).toBeLessThanOrEqual(0.001);
    }
    // The picture on show is drawn with the page's next frame, which may come after the pixels that were asked for.
    await expect.poll(() => page.evaluate(() => player.activeRenderer)).toBe(renderer);
  }

  async function expectAlike(name: string, shares: readonly number[], motion = 1): Promise<void> {
    await addPlayer(page, { src: `/${name}.dync`, renderer, motion: String(motion) });
    await expectFrames(await openInNode(name, { motion }), shares, name === 'transparent');
  }

  it.each(STREAMS)('%s are those of Node at any time', async (name) => expectAlike(name, SHARES));

  it.each([0, 0.5, 2, 3])('are those of Node with %s times the motion', async (motion) => {
    await expectAlike('oscillation', [0.2, 0.9], motion);
    await expectAlike('advection', [0.2, 0.9], motion);
  });

  it.each(['still', 'oscillation', 'advection', 'camera-light', 'odd-size', 'split'])(
    '%s with drawn motion are those of Node, and those of what was sent at liveliness 0',
    async (name) => {
      const drawn = withDrawnMotion(await golden(name));
      site.on(`/drawn-${name}.dync`, (_, response) => void response.end(drawn));
      await addPlayer(page, { src: `/drawn-${name}.dync`, renderer, liveliness: '0' });
      await expectFrames(await openInNode(name), SHARES);
      for (const liveliness of [1, 2]) {
        await page.evaluate((value) => (player.liveliness = value), liveliness);
        await expectFrames(await openInNode(drawn, { liveliness }), SHARES);
      }
    },
  );

  it('on show are those of the time that was sought', async () => {
    const node = await openInNode('split');
    await addPlayer(page, { src: '/split.dync', renderer });
    for (const share of [0.9, 0.1, 0.36]) {
      await page.evaluate((seconds) => {
        const sought = new Promise((resolve) => player.addEventListener('seeked', resolve, { once: true }));
        player.currentTime = seconds;
        return sought;
      }, share * node.duration);
      const [expected] = [await node.frameAt(share * node.duration)];
      await expect.poll(async () => difference(await shownFrame(page), expected).mean).toBeLessThan(0.5);
    }
  });
});

describe('without what most browsers have', () => {
  it('draws by the CPU where there is no WebGL2', async () => {
    const bare = await openPage(browser);
    await bare.addInitScript(`const before = HTMLCanvasElement.prototype.getContext;
      HTMLCanvasElement.prototype.getContext = function (kind, ...rest) { return kind === 'webgl2' ? null : before.call(this, kind, ...rest); };`);
    await bare.goto(site.origin);
    await addPlayer(bare, { src: '/oscillation.dync', renderer: 'webgl2' });
    const node = await openInNode('oscillation');
    expect(difference(await playerFrame(bare, 0.5), await node.frameAt(0.5)).largest).toBe(0);
    await expect.poll(() => bare.evaluate(() => player.activeRenderer)).toBe('cpu');
    await bare.close();
  });

  it('decodes on the page where workers are forbidden, and from RGB where there is no ImageDecoder', async () => {
    site.on('/no-worker', async (_, response) => {
      response.writeHead(200, {
        'content-type': 'text/html',
        'content-security-policy': "default-src 'self'; worker-src 'none'",
      });
      response.end('<!doctype html><title>x</title><script type="module" src="/player.js"></script>');
      await Promise.resolve();
    });
    const bare = await openPage(browser);
    await bare.addInitScript(() => Reflect.deleteProperty(globalThis, 'ImageDecoder'));
    await bare.goto(`${site.origin}/no-worker`);
    await addPlayer(bare, { src: '/lakeside.dync', renderer: 'cpu' });
    expect(bare.workers()).toHaveLength(0);
    const node = await openInNode('lakeside');
    const { mean } = difference(await playerFrame(bare, 1.3), await node.frameAt(1.3));
    expect(mean).toBeGreaterThan(0);
    expect(mean).toBeLessThan(2);
    await bare.close();
  });
});
