import swagger from '@fastify/swagger';
import { fastify, type FastifyInstance } from 'fastify';
import type { JobMetrics } from '../job-metrics.js';
import type { JobQueue } from '../queue/job-queue.js';
import { hasKey } from './keys.js';
import { RateLimit } from './rate-limit.js';
import { RequestError } from './request-error.js';
import { addRoutes } from './routes.js';
import type { ServerRules } from './server-rules.js';
import { STATUS_PAGE } from './status-page.js';

/** Most bytes of a body that is no upload. */
const MOST_JSON = 65_536;
/** Longest time of a request, an upload included. Milliseconds. */
const REQUEST_MS = 10 * 60_000;
/** What is served without a key: it holds nothing of anyone. */
const OPEN = new Set(['/', '/healthz', '/openapi.json']);

/** The HTTP API over a queue, not listening yet. Close it before its queue. */
export async function createServer(queue: JobQueue, metrics: JobMetrics, rules: ServerRules): Promise<FastifyInstance> {
  const server = fastify({ bodyLimit: MOST_JSON, requestTimeout: REQUEST_MS, forceCloseConnections: true });
  const limit = new RateLimit(rules.perMinute);
  server.addContentTypeParser(
    /^(video\/|image\/|application\/octet-stream)/,
    { bodyLimit: rules.maxBytes },
    (_, body, done) => done(null, body),
  );
  server.addHook('onRequest', async (request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    void reply.header('x-content-type-options', 'nosniff');
    if (OPEN.has(path)) return;
    if (!hasKey(request.headers.authorization, rules.keys))
      throw new RequestError(401, 'Expected one of the keys of this server');
    if (request.method === 'POST' && !limit.take(request.headers.authorization ?? request.ip))
      throw new RequestError(429, `Expected at most ${rules.perMinute} jobs a minute`);
    await Promise.resolve();
  });
  server.setErrorHandler((error: Error & { statusCode?: number }, _, reply) => {
    const statusCode = error.statusCode ?? 500;
    // What went wrong within the server is not for its clients.
    const message = statusCode < 500 || error instanceof RequestError ? error.message : 'The server failed';
    void reply.code(statusCode).send({ statusCode, error: error.name, message });
  });
  await server.register(swagger, {
    openapi: {
      info: { title: 'dync', description: 'Encodes living scenes into a few kilobytes.', version: '1' },
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer' } } },
      security: rules.keys === undefined ? [] : [{ key: [] }],
    },
  });
  // Routes are seen by the document only where they follow it in the same scope.
  await server.register(async (scope) => {
    addRoutes(scope, queue, rules);
    await Promise.resolve();
  });
  server.get('/openapi.json', { schema: { hide: true } }, () => server.swagger());
  server.get('/healthz', { schema: { hide: true } }, async (_, reply) => {
    await queue.counts();
    return reply.type('text/plain').send('ok\n');
  });
  server.get('/metrics', { schema: { hide: true } }, async (_, reply) =>
    reply.type(metrics.registry.contentType).send(await metrics.registry.metrics()),
  );
  server.get('/', { schema: { hide: true } }, (_, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header(
        'content-security-policy',
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'",
      )
      .send(STATUS_PAGE),
  );
  return server;
}
