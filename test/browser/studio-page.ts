import { createReadStream, existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { build } from 'vite';
import { launchChromium } from './chromium.js';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.mp4': 'video/mp4',
};
const BUILT = join('artifacts', 'studio');
/** The built studio behind a local address, and a browser to look at it. */
export interface StudioRig {
  /** A page of the studio with an empty profile, and everything that went wrong in it so far. */
  open(options?: PageOptions): Promise<{ readonly page: Page; readonly problems: readonly string[] }>;
  /** Keeps the AV1 encoder back, so that no encode can end, until the function that it returns is called. */
  holdEncoder(): () => void;
  close(): Promise<void>;
}

/** How a page is to look. */
export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: 'reduce' | 'no-preference';
  /** Processors that the page is told of; the machine's when left out. */
  readonly cores?: number;
}

/** Builds the studio, serves it without any special header, and starts Chromium. */
export async function startStudio(): Promise<StudioRig> {
  await build({ configFile: 'apps/studio/vite.config.ts', logLevel: 'error' });
  let encoder = Promise.resolve();
  const server = await serve(BUILT, (file) => (file.endsWith('.wasm') ? encoder : Promise.resolve()));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const browser = await launchChromium();
  return {
    open: (options = {}) => openPage(browser, origin, options),
    holdEncoder: () => {
      let release = (): void => undefined;
      encoder = new Promise((resolve) => (release = resolve));
      return release;
    },
    close: async () => {
      await browser.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function serve(folder: string, mayGo: (file: string) => Promise<void>): Promise<Server> {
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent((request.url ?? '/').replace(/\?.*$/, ''))).replace(
      /[\\/]$/,
      '/index.html',
    );
    const file = join(folder, path);
    if (path.includes('..') || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.setHeader('Content-Type', TYPES[extname(file)] ?? 'application/octet-stream');
    void mayGo(file).then(() => createReadStream(file).pipe(response));
  });
  return new Promise((resolve) => server.listen(0, 'localhost', () => resolve(server)));
}

async function openPage(
  browser: Browser,
  origin: string,
  options: PageOptions,
): Promise<{ page: Page; problems: readonly string[] }> {
  const { width = 1280, height = 860, colorScheme = 'light', reducedMotion = 'no-preference', cores } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    reducedMotion,
    acceptDownloads: true,
  });
  const page = await context.newPage();
  if (cores !== undefined)
    await page.addInitScript(`Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => ${cores} });`);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(`${origin}/`) && !request.url().startsWith(`blob:${origin}/`))
      problems.push(`request to ${request.url()}`);
  });
  await page.goto(`${origin}/`);
  return { page, problems };
}
