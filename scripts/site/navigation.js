// @ts-check
/** @file The menu of the site: the sections of docs/README.md, and what is no Markdown. */
import { posix } from 'node:path';
import { pageOf } from './page-of.js';

/** @typedef {{ readonly title: string, readonly links: readonly { readonly title: string, readonly page: string }[] }} MenuSection */

/** Parts of the site that are no Markdown. @type {MenuSection} */
const APPS = {
  title: 'Try',
  links: [
    { title: 'Gallery', page: 'gallery/index.html' },
    { title: 'Studio', page: 'studio/index.html' },
    { title: 'Reference', page: 'reference/index.html' },
  ],
};

/**
 * The sections of docs/README.md with their links to Markdown files, and the apps.
 * @param {string} markdown
 * @returns {MenuSection[]}
 */
export function navigation(markdown) {
  const sections = markdown
    .split(/^## /m)
    .slice(1)
    .map((text) => ({
      title: text.split('\n', 1)[0] ?? '',
      links: [...text.matchAll(/\[([^\]]+)\]\(([^)#]+\.md)\)/g)].map(([, title = '', target = '']) => ({
        title: title.charAt(0).toUpperCase() + title.slice(1),
        page: pageOf(posix.normalize(posix.join('docs', target))),
      })),
    }));
  return [
    {
      title: 'Start',
      links: [
        { title: 'What it is', page: 'index.html' },
        { title: 'All documents', page: 'docs/index.html' },
      ],
    },
    ...sections,
    APPS,
  ];
}
