/** @file How the player loads: streams that arrive piece by piece, policies, single files, and everything that can go wrong. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseGroup, parseStream, writeStream } from 'dynamics-codec/bitstream';
import { asOpen } from '../fixtures/open-stream.js';
import { addPlayer, CUTS, difference, golden, openInNode, openPage, playerFrame, withCutKey } from './player-page.js';
import { startPlayerSite } from './player-site.js';
import { html, page as pageText, script, type Answer } from './site.js';

const { browser, site } = await startPlayerSite();
let page: Page;

beforeEach(async () => {
  page = await openPage(browser);
  await page.goto(site.origin);
});

afterEach(() => page.close());

const bytes =
  (content: Uint8Array): Answer =>
  (_, response) => {
    response.writeHead(200, { 'content-type': 'application/octet-stream' });
    response.end(content);
  };

/** A stream whose header says that its pictures are squares of so many pixels. */
async function sized(side: number): Promise<Uint8Array> {
  const stream = await golden('still');
  const { header, groups } = parseStream(stream);
  return writeStream({ ...header, width: side, height: side }, [parseGroup(stream, groups[0]!)]);
}

const failure = (): Promise<{ code: string; group: number | undefined; message: string } | null> =>
  page.evaluate(
    () => player.error && { code: player.error.reason, group: player.error.group, message: player.error.message },
  );

describe('a stream that is still arriving', () => {
  it('shows its key picture as soon as that is there, and moves when the rest is', async () => {
    const stream = await golden('lakeside');
    const [group] = parseStream(stream).groups;
    const motion = parseGroup(stream, group!).motion.length;
    let release = (): void => undefined;
    site.on('/slow.dync', (_, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      response.write(stream.subarray(0, stream.length - motion));
      release = () => response.end(stream.subarray(stream.length - motion));
    });
    await addPlayer(page, { src: '/slow.dync', renderer: 'webgl2' }, 'loadeddata');
    expect(await page.evaluate(() => [player.readyState, player.duration])).toEqual([2, 4]);
    release();
    await expect.poll(() => page.evaluate(() => player.readyState)).toBe(4);
  });

  it('plays an open stream while it grows, and waits where more is to come', async () => {
    const stream = asOpen(await golden('split'));
    const { groups, frames, header } = parseStream(stream);
    const second = groups[0]!.offset + groups[0]!.length;
    let more = (): void => undefined;
    let end = (): void => undefined;
    site.on('/live.dync', (_, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      response.write(stream.subarray(0, second));
      more = () => response.write(stream.subarray(second, stream.length - 1));
      end = () => response.end(stream.subarray(stream.length - 1));
    });
    await addPlayer(page, { src: '/live.dync' }, 'loadeddata');
    expect(await page.evaluate(() => player.duration)).toBe(Infinity);
    await page.evaluate(() => {
      player.playbackRate = 4;
      void player.play();
    });
    const state = () => page.evaluate(() => [player.readyState, player.currentTime, player.paused]);
    const known = (groups[0]!.frames * header.frameRate.denominator) / header.frameRate.numerator;
    await expect.poll(state).toEqual([2, known, false]);
    more();
    await expect.poll(async () => (await state())[1]).toBeGreaterThan(known);
    end();
    await page.waitForFunction(() => player.ended);
    const seconds = (frames * header.frameRate.denominator) / header.frameRate.numerator;
    expect(await page.evaluate(() => player.duration)).toBeCloseTo(seconds, 9);
  });

  it('plays the groups that are there while others are on their way', async () => {
    const stream = await golden('split');
    const second = parseStream(stream).groups[1]!.offset;
    site.on('/first.dync', (_, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      response.write(stream.subarray(0, second));
    });
    await addPlayer(page, { src: '/first.dync' });
    const node = await openInNode('split');
    expect(difference(await playerFrame(page, 0.5), await node.frameAt(0.5)).mean).toBeLessThan(0.5);
  });

  it('fetches what inverts flows and what carries texture only where they are needed', async () => {
    const context = await browser.newContext();
    const apart = await openPage(context);
    const parts: string[] = [];
    apart.on('request', (request) => parts.push(new URL(request.url()).pathname));
    await apart.goto(site.origin);
    await addPlayer(apart, { src: '/oscillation.dync' });
    for (const [stream, part] of [
      ['lagrangian', 'inverse-flow'],
      ['straying-by-place', 'carried-texture'],
    ]) {
      expect(parts).not.toContain(`/parts/${part}.js`);
      await addPlayer(apart, { src: `/${stream}.dync` });
      expect(parts).toContain(`/parts/${part}.js`);
    }
    await context.close();
  });

  it('plays an open one, and as much of it as there is where it was cut short', async () => {
    const stream = await golden('open');
    const { groups, frames } = parseStream(stream);
    site.on('/cut-short.dync', bytes(stream.subarray(0, groups[0]!.offset + groups[0]!.length)));
    const seconds = async (src: string): Promise<number> => {
      await addPlayer(page, { src });
      return page.evaluate(() => player.duration);
    };
    expect(await seconds('/open.dync')).toBeCloseTo(frames / 25);
    const node = await openInNode('open');
    expect(await seconds('/cut-short.dync')).toBeCloseTo(groups[0]!.frames / 25);
    expect(difference(await playerFrame(page, 0.1), await node.frameAt(0.1)).mean).toBeLessThan(0.5);
    expect(await failure()).toBeNull();
  });

  it('can be handed over as bytes or as a blob', async () => {
    const stream = [...(await golden('oscillation'))];
    for (const asBlob of [false, true]) {
      await addPlayer(page, { src: '/still.dync' });
      await page.evaluate(
        async ([content, blob]) => {
          const data = Uint8Array.from(content);
          const ready = new Promise((resolve) => player.addEventListener('canplay', resolve, { once: true }));
          player.srcObject = blob ? new Blob([data]) : data;
          await ready;
        },
        [stream, asBlob] as const,
      );
      expect(await page.evaluate(() => player.duration)).toBeCloseTo(0.96);
    }
  });
});

describe('what goes wrong', () => {
  it.each([
    ['a missing file', '/missing.dync', 'NETWORK', /answers 404/],
    ['something else', '/page.dync', 'NOT_A_STREAM', /DYN/],
    ['an empty file', '/empty.dync', 'TRUNCATED_STREAM', /./],
    ['a file cut short', '/short.dync', 'TRUNCATED_STREAM', /group 0/],
    ['a damaged key picture', '/damaged.dync', 'CORRUPT_STREAM', /checksum/],
  ])('is told for %s', async (_, src, code, message) => {
    const stream = await golden('oscillation');
    const damaged = stream.slice();
    damaged[200]! ^= 16;
    site.on('/page.dync', bytes(new TextEncoder().encode('<!doctype html><title>Not found</title>')));
    site.on('/empty.dync', bytes(new Uint8Array(0)));
    site.on('/short.dync', bytes(stream.subarray(0, 400)));
    site.on('/damaged.dync', bytes(damaged));
    await addPlayer(page, { src }, 'error');
    const error = await failure();
    expect(error?.code).toBe(code);
    expect(error?.message).toMatch(message);
    expect(await page.evaluate(() => player.error?.code)).toBe(/short|damaged/.test(src) ? 3 : 4);
    expect(await page.evaluate(() => player.play().catch((reason: unknown) => (reason as Error).name))).toBe(
      'NotSupportedError',
    );
  });

  it('is told for a key picture whose tile ends early, whatever the AV1 decoder of the browser makes of it', async () => {
    for (const cut of CUTS) {
      const src = `/cut-by-${cut}.dync`;
      site.on(src, bytes(await withCutKey(cut)));
      await addPlayer(page, { src }, 'error');
      expect(await failure()).toMatchObject({ code: 'CORRUPT_STREAM', group: 0 });
    }
  });

  it('costs a damaged group and no other', async () => {
    const stream = (await golden('split')).slice();
    const { groups } = parseStream(stream);
    stream[groups[1]!.offset + 60]! ^= 1;
    site.on('/one-damaged.dync', bytes(stream));
    await addPlayer(page, { src: '/one-damaged.dync', renderer: 'cpu' });
    await expect.poll(async () => (await failure())?.group).toBe(1);
    const node = await openInNode('split');
    for (const seconds of [0.3, 2.5])
      expect(difference(await playerFrame(page, seconds), await node.frameAt(seconds)).largest).toBe(0);
    expect(
      await page.evaluate(() => player.frameAt(1.4).catch((error: unknown) => (error as { code: string }).code)),
    ).toBe('CORRUPT_STREAM');
    await page.evaluate(() => {
      player.currentTime = 0;
      player.playbackRate = 4;
      return player.play();
    });
    await expect.poll(() => page.evaluate(() => player.ended)).toBe(true);
  });

  it.each([
    ['what is no stream', 'error', async () => Promise.resolve(new Uint8Array(1000))],
    ['a picture of too many pixels', 'error', () => sized(4096)],
    ['a whole stream', 'canplay', () => golden('still')],
  ] as const)('is not downloaded any further behind %s', async (_, event, load) => {
    const head = await load();
    let hungUp = false;
    site.on('/endless.dync', (request, response) => {
      response.writeHead(200, { 'content-type': 'application/octet-stream' });
      response.write(head);
      const more = setInterval(() => response.write(new Uint8Array(10_000)), 2);
      request.on('close', () => {
        clearInterval(more);
        hungUp = true;
      });
    });
    await addPlayer(page, { src: '/endless.dync' }, event);
    await expect.poll(() => hungUp).toBe(true);
    expect((await failure())?.code ?? 'none').toMatch(event === 'error' ? /^(NOT_A_STREAM|LIMIT)$/ : /^none$/);
  });

  it('is forgotten when another stream is loaded', async () => {
    await addPlayer(page, { src: '/missing.dync' }, 'error');
    await page.evaluate(() => {
      const ready = new Promise((resolve) => player.addEventListener('canplay', resolve, { once: true }));
      player.src = '/still.dync';
      return ready;
    });
    expect(await failure()).toBeNull();
  });

  it('rejects play() where it is paused before anything is there', async () => {
    site.on('/never.dync', () => undefined);
    await addPlayer(page, { src: '/never.dync' }, 'loadstart');
    const name = await page.evaluate(async () => {
      const playing = player.play().catch((error: unknown) => (error as Error).name);
      player.pause();
      return playing;
    });
    expect(name).toBe('AbortError');
  });

  it('is the browser where it shows no AVIF pictures: no group is called damaged', async () => {
    const worker = await readFile(join(import.meta.dirname, '../../packages/player/dist/worker.js'), 'utf8');
    const lacking =
      'globalThis.ImageDecoder = undefined; globalThis.createImageBitmap = () => Promise.reject(new DOMException("No"));';
    site.on('/lacking-worker.js', script(`${lacking}\n${worker}`));
    site.on(
      '/lacking',
      html(
        '<!doctype html><script type="module">import { DynamicsPlayer } from "/player.js"; DynamicsPlayer.workerUrl = "/lacking-worker.js";</script>',
      ),
    );
    await page.goto(`${site.origin}/lacking`);
    await addPlayer(page, { src: '/split.dync' }, 'error');
    const told = { code: 'NO_STILL_DECODER', group: undefined };
    expect(await failure()).toEqual({
      ...told,
      message: expect.stringMatching(/no AV1 decoder: use Chrome/) as string,
    });
    expect(await page.evaluate(() => player.error?.code)).toBe(4);
    expect(
      await page.evaluate(() => player.frameAt(0).catch((error: unknown) => (error as { code: string }).code)),
    ).toBe(told.code);
    expect(await page.evaluate(() => player.play().catch((error: unknown) => (error as Error).name))).toBe(
      'NotSupportedError',
    );
  });

  it('names the worker where neither it nor its module can be loaded', async () => {
    site.on(
      '/worker-gone',
      html(
        '<!doctype html><script type="module">import { DynamicsPlayer } from "/player.js"; DynamicsPlayer.workerUrl = "/gone/worker.js";</script>',
      ),
    );
    await page.goto(`${site.origin}/worker-gone`);
    await addPlayer(page, { src: '/still.dync' }, 'error');
    expect((await failure())?.code).toBe('WORKER');
  });
});

describe('where it may live', () => {
  it('works under a strict content security policy, without a word on the console', async () => {
    const said: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(error.message));
    const policy = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; img-src 'self'";
    site.on(
      '/strict',
      html(pageText('<dynamics-player src="/lakeside.dync" autoplay loop controls></dynamics-player>'), {
        'content-security-policy': policy,
      }),
    );
    await page.goto(`${site.origin}/strict`);
    await page.waitForFunction(() => (document.querySelector('dynamics-player')?.currentTime ?? 0) > 0.2);
    expect(page.workers()).toHaveLength(1);
    expect(said.filter((text) => !text.includes('GPU stall'))).toEqual([]);
  });

  it('is one script for pages that are one file, opened from disk', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dync-'));
    try {
      const script = await readFile(join(import.meta.dirname, '../../packages/player/dist/player.inline.js'), 'utf8');
      expect(script).not.toMatch(/<\/script/i);
      const stream = Buffer.from(await golden('lakeside')).toString('base64');
      const file = join(folder, 'report.html');
      await writeFile(
        file,
        `<!doctype html><script>${script}</script><dynamics-player src="data:application/octet-stream;base64,${stream}" autoplay loop></dynamics-player>`,
      );
      await page.goto(pathToFileURL(file).href);
      await page.waitForFunction(() => (document.querySelector('dynamics-player')?.currentTime ?? 0) > 0.1);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
