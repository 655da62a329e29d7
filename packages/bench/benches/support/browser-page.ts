import type { Browser, Page } from 'playwright-core';

/** A new page that functions of a bench can be evaluated in: the loader of TypeScript has put calls of `__name` into them. */
export async function benchPage(browser: Browser): Promise<Page> {
  const page = await browser.newPage();
  await page.addInitScript('globalThis.__name = (named) => named;');
  return page;
}
