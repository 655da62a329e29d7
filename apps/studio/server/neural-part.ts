import { existsSync } from 'node:fs';
import { cp, readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import type { Plugin } from 'vite';

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.wasm': 'application/wasm' };

/**
 * Serves the files of a folder under `/neural/` of the development server, and writes them beside the built page.
 * @param folder what runs the networks, as `npm run build` left it
 */
export function neuralPart(folder: string): Plugin {
  return {
    name: 'neural-part',
    configureServer: ({ middlewares }) => void middlewares.use('/neural', filesOf(folder)),
    writeBundle: async ({ dir }) => {
      if (dir === undefined || !existsSync(folder)) return;
      await cp(folder, join(dir, 'neural'), { recursive: true });
    },
  };
}

/** Answers requests for the files that lie in a folder itself; all else is left to the next in line. */
function filesOf(folder: string) {
  return (request: IncomingMessage, response: ServerResponse, next: () => void): void => {
    const name = (request.url ?? '').replace(/\?.*$/, '').slice(1);
    read(folder, name).then((content) => {
      if (content === undefined) {
        next();
        return;
      }
      response.setHeader('content-type', TYPES[extname(name)] ?? 'application/octet-stream');
      response.end(content);
    }, next);
  };
}

/** A file of a folder. Names are compared, not joined: whatever a path says, it leads to a file there or to nothing. */
async function read(folder: string, name: string): Promise<Buffer | undefined> {
  const entries = existsSync(folder) ? await readdir(folder, { withFileTypes: true }) : [];
  return entries.some((entry) => entry.isFile() && entry.name === name) ? readFile(join(folder, name)) : undefined;
}
