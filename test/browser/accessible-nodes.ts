import type { Page } from 'playwright-core';

/** Roles of the page itself, of what only groups others, and of texts. */
const OUTSIDE = new Set(['RootWebArea', 'none', 'generic', 'StaticText', 'InlineTextBox']);

/** Role and name of everything that assistive technology meets in a page, texts left out. */
export async function accessibleNodes(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as {
    nodes: { ignored: boolean; role?: { value: string }; name?: { value: string } }[];
  };
  return nodes
    .filter(({ ignored, role }) => !ignored && !OUTSIDE.has(role?.value ?? ''))
    .map(({ role, name }) => `${role!.value} ${name?.value ?? ''}`);
}
