import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MediaError } from '../index.js';

/** A file that is served: its type and what is in it. It is made anew for each request. */
export type ServedFile = () => Promise<readonly [type: string, content: string | Uint8Array]>;

/** The one address that is listened on: no other machine reaches it. */
const ADDRESS = '127.0.0.1';

/**
 * A server of a fixed set of files for this machine's browser. Any page that is open there can send it any request, so
 * requests without a sound path are answered with 400, and requests for another host name than this machine's with 403:
 * a page that has its own name point here (DNS rebinding) would otherwise read what is served.
 * @param files by path, beginning with `/`
 * @param headers sent with each file
 */
export function createFileServer(
  files: ReadonlyMap<string, ServedFile>,
  headers: Readonly<Record<string, string>>,
): Server {
  return createServer((request, response) => {
    answer(request, files, headers, response).catch(() => {
      if (!response.headersSent) response.writeHead(404);
      response.end();
    });
  });
}

/**
 * Starts listening.
 * @param port any free one when 0
 * @returns the address to open
 * @throws MediaError where the port is taken or not allowed
 */
export function listen(server: Server, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    // Stays for good: a connection that cannot be taken later on must not end the process.
    server.on('error', (cause: NodeJS.ErrnoException) => {
      reject(
        new MediaError(
          'WRITE_FAILED',
          `Port ${port} cannot be listened on (${cause.code ?? cause.message}); choose another`,
          { cause },
        ),
      );
    });
    server.listen(port, ADDRESS, () => resolve(`http://${ADDRESS}:${(server.address() as AddressInfo).port}/`));
  });
}

async function answer(
  request: IncomingMessage,
  files: ReadonlyMap<string, ServedFile>,
  headers: Readonly<Record<string, string>>,
  response: ServerResponse,
): Promise<void> {
  const path = pathOf(request.url);
  if (path === undefined) {
    response.writeHead(400).end();
    return;
  }
  if (!namesThisMachine(request.headers.host, request.socket.localPort)) {
    response.writeHead(403).end();
    return;
  }
  const file = files.get(path);
  if (file === undefined || request.method !== 'GET') {
    response.writeHead(file === undefined ? 404 : 405, file === undefined ? {} : { allow: 'GET' }).end();
    return;
  }
  const [type, content] = await file();
  response.writeHead(200, { 'content-type': type, ...headers }).end(content);
}

/** The path of a request target in origin form (RFC 9112, section 3.2.1); `undefined` where it has another. */
function pathOf(target: string | undefined): string | undefined {
  return /^(\/(?!\/)[^?#]*)(\?[^#]*)?$/.exec(target ?? '')?.[1];
}

function namesThisMachine(host: string | undefined, port: number | undefined): boolean {
  const [, name, given] = /^(127\.0\.0\.1|localhost)(?::(\d+))?$/i.exec(host ?? '') ?? [];
  return name !== undefined && Number(given ?? 80) === port;
}
