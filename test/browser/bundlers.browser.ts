/** @file The player as installed, in pages that Vite serves and builds with nothing configured, and in one that esbuild bundles. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build, createServer, preview } from 'vite';
import { withDrawnMotion } from '../fixtures/with-drawn-motion.js';
import { launchChromium } from './chromium.js';
import { golden } from './player-page.js';
import { built, html, PLAYER_FILES, script, startSite } from './site.js';

const PLAYER = join(import.meta.dirname, '../../packages/player');

let browser: Browser;
let folder: string;

beforeAll(async () => {
  browser = await launchChromium();
  folder = await mkdtemp(join(tmpdir(), 'dync-bundlers-'));
  const installed = join(folder, 'node_modules/@dynamics-codec/player');
  await mkdir(installed, { recursive: true });
  await mkdir(join(folder, 'public'));
  for (const name of ['package.json', 'dist']) await cp(join(PLAYER, name), join(installed, name), { recursive: true });
  await writeFile(join(folder, 'public/drawn.dync'), withDrawnMotion(await golden('oscillation')));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  await writeFile(join(folder, 'main.js'), "import '@dynamics-codec/player';");
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><script type="module" src="/main.js"></script><dynamics-player src="/drawn.dync" autoplay loop controls></dynamics-player>',
  );
});

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

/** A page that plays, by a worker, with controls; what the console said. */
async function plays(address: string): Promise<string[]> {
  const page: Page = await browser.newPage();
  const said: string[] = [];
  page.on('console', (message) => message.type() === 'error' && said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  await page.goto(address);
  await page.waitForFunction(() => (document.querySelector('dynamics-player')?.currentTime ?? 0) > 0.1);
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  expect(page.workers()).toHaveLength(1);
  await page.close();
  return said.filter((text) => !text.includes('favicon') && !text.includes('404'));
}

describe('Vite', () => {
  const options = { configFile: false, logLevel: 'silent' } as const;

  it('serves the player while developing', async () => {
    const server = await createServer({ ...options, root: folder, server: { host: '127.0.0.1', port: 0 } });
    try {
      await server.listen();
      expect(await plays(server.resolvedUrls!.local[0]!)).toEqual([]);
    } finally {
      await server.close();
    }
  });

  it('builds it, with one worker', async () => {
    await build({ ...options, root: folder });
    const files = await readdir(join(folder, 'dist/assets'));
    expect(files.filter((name) => name.startsWith('worker'))).toHaveLength(1);
    const server = await preview({ ...options, root: folder, preview: { host: '127.0.0.1', port: 0 } });
    try {
      expect(await plays(server.resolvedUrls!.local[0]!)).toEqual([]);
    } finally {
      await server.close();
    }
  });
});

describe('esbuild', () => {
  it('bundles it; the page is told in one line that the worker is missing, and plays with it', async () => {
    await bundle({
      entryPoints: [join(folder, 'main.js')],
      bundle: true,
      format: 'esm',
      outfile: join(folder, 'out.js'),
      logLevel: 'silent',
    });
    const bundled = await readFile(join(folder, 'out.js'), 'utf8');
    const site = await startSite();
    try {
      const player = '<dynamics-player src="/oscillation.dync" autoplay loop controls></dynamics-player>';
      site.on('/app/out.js', script(bundled));
      site.on('/app/', html(`<!doctype html><script type="module" src="out.js"></script>${player}`));
      const page = await browser.newPage();
      const said: string[] = [];
      page.on('console', (message) => said.push(message.text()));
      await page.goto(`${site.origin}/app/`);
      await expect.poll(() => said.filter((text) => text.startsWith('<dynamics-player>'))).toHaveLength(1);
      expect(said.find((text) => text.startsWith('<dynamics-player>'))).toMatch(
        /worker\.js and parts beside the player's script, or set DynamicsPlayer\.workerUrl/,
      );
      await page.close();
      for (const name of PLAYER_FILES) site.on(`/app/${name}`, built(name));
      expect(await plays(`${site.origin}/app/`)).toEqual([]);
    } finally {
      await site.close();
    }
  });
});
