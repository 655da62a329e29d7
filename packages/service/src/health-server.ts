import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JobMetrics } from './job-metrics.js';

/** A small server of `/healthz` and `/metrics`. */
export interface HealthServer {
  readonly port: number;
  close(): void;
}

/** Serves health and metrics of a worker. @param isHealthy whether it can do its work */
export async function startHealthServer(
  { host, port }: { readonly host: string; readonly port: number },
  metrics: JobMetrics,
  isHealthy: () => boolean,
): Promise<HealthServer> {
  const server = createServer((request, response) => {
    if (request.url === '/healthz') {
      const healthy = isHealthy();
      response.writeHead(healthy ? 200 : 503, { 'content-type': 'text/plain' }).end(healthy ? 'ok\n' : 'no queue\n');
    } else if (request.url === '/metrics') {
      void metrics.registry.metrics().then(
        (text) => response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text),
        () => response.writeHead(503).end(),
      );
    } else response.writeHead(404).end();
  });
  server.listen(port, host);
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
}
