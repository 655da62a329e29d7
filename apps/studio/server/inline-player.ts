import { existsSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Plugin } from 'vite';

/**
 * Serves one file beside the page in development, and writes it there in the build: the player as one script, which goes into
 * the HTML files that the studio makes.
 * @param file as `npm run build` left it
 */
export function inlinePlayer(file: string): Plugin {
  return {
    name: 'inline-player',
    configureServer: ({ middlewares }) =>
      void middlewares.use(`/${basename(file)}`, (_, response, next) => {
        readFile(file).then(
          (content) => {
            response.setHeader('content-type', 'text/javascript');
            response.end(content);
          },
          () => next(),
        );
      }),
    writeBundle: async ({ dir }) => {
      if (dir !== undefined && existsSync(file)) await copyFile(file, join(dir, basename(file)));
    },
  };
}
