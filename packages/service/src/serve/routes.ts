import { readFile } from 'node:fs/promises';
import { sep } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JobQueue, JobState, JobView } from '../queue/job-queue.js';
import { NewJobs } from './new-jobs.js';
import { posterOf } from './poster.js';
import { isOwn, publicJob } from './public-job.js';
import { RequestError } from './request-error.js';
import { COUNTS, ID, JOB, LIST, REFUSAL } from './schemas.js';
import { isThere, uploadsFolder } from './server-files.js';
import type { ServerRules } from './server-rules.js';

/** How often a job is looked at for those who listen to it. Milliseconds. */
const LOOK_MS = 300;
/** Longest time that a listener is served; it connects again. Milliseconds. */
const LONGEST_MS = 30 * 60_000;

interface OfJob {
  Params: { id: string };
}

/** The API below `/v1`. */
export function addRoutes(server: FastifyInstance, queue: JobQueue, rules: ServerRules): void {
  const jobs = new NewJobs(queue, rules);
  const find = async ({ params: { id } }: FastifyRequest<OfJob>): Promise<JobView> => {
    const job = await queue.get(id);
    if (job === undefined || !isOwn(job, rules.data)) throw new RequestError(404, 'There is no such job');
    return job;
  };
  const streamOf = async (request: FastifyRequest<OfJob>): Promise<Buffer> => {
    const { state, order } = await find(request);
    if (state !== 'done') throw new RequestError(409, 'The job is not done');
    return readFile(order.output).catch(() => {
      throw new RequestError(410, 'The stream is no longer kept; send the video again');
    });
  };
  const named = (summary: string, more: object = {}) => ({ schema: { summary, params: ID, ...more } });

  server.post(
    '/v1/jobs',
    {
      schema: {
        summary: 'Queue a video: its bytes with settings in the query, or {"input": ADDRESS, "settings": {...}}',
        querystring: { type: 'object', additionalProperties: { type: 'string' } },
        response: { 202: JOB, '4xx': REFUSAL },
      },
    },
    async (request, reply) => {
      const id = await begun(jobs, request);
      const job = await queue.get(id);
      return reply
        .code(202)
        .header('location', `/v1/jobs/${id}`)
        .send(job && publicJob(job));
    },
  );
  server.get(
    '/v1/jobs',
    { schema: { summary: 'Jobs of a state', querystring: LIST, response: { 200: { type: 'array', items: JOB } } } },
    async (request) => {
      const { state, first, count } = request.query as { state: JobState; first: number; count: number };
      return (await queue.list(state, first, count)).filter((job) => isOwn(job, rules.data)).map(publicJob);
    },
  );
  server.get('/v1/jobs/counts', { schema: { summary: 'Jobs by state', response: { 200: COUNTS } } }, () =>
    queue.counts(),
  );
  server.get<OfJob>('/v1/jobs/:id', named('A job', { response: { 200: JOB, '4xx': REFUSAL } }), async (request) =>
    publicJob(await find(request)),
  );
  server.delete<OfJob>('/v1/jobs/:id', named('Give a job up'), async (request, reply) => {
    const { id } = await find(request);
    if (!(await queue.cancel(id))) throw new RequestError(409, 'The job has ended');
    return reply.code(204).send();
  });
  server.post<OfJob>('/v1/jobs/:id/retry', named('Queue a failed job again'), async (request, reply) => {
    const { id, order } = await find(request);
    const isUpload = order.input.startsWith(uploadsFolder(rules.data) + sep);
    if (isUpload && !(await isThere(order.input)))
      throw new RequestError(410, 'The video is no longer kept; send it again');
    if ((await queue.retry([id])) === 0) throw new RequestError(409, 'The job has not failed');
    return reply.code(202).send();
  });
  server.get<OfJob>(
    '/v1/jobs/:id/events',
    named('Server-sent events: the job, whenever it has changed'),
    async (request, reply) => {
      await find(request);
      await tell(reply, () => find(request));
    },
  );
  server.get<OfJob>('/v1/jobs/:id/stream.dync', named('The stream'), async (request, reply) =>
    reply.type('application/octet-stream').send(await streamOf(request)),
  );
  server.get<OfJob>('/v1/jobs/:id/poster.webp', named('The first picture'), async (request, reply) =>
    reply.type('image/webp').send(await posterOf(await streamOf(request))),
  );
  server.get<OfJob>('/v1/jobs/:id/snippet', named('HTML that plays the stream'), async (request, reply) => {
    const { id } = await find(request);
    return reply.type('text/plain; charset=utf-8').send(snippet(id));
  });
}

function begun(jobs: NewJobs, request: FastifyRequest): Promise<string> {
  const { body } = request;
  if (isReadable(body)) {
    const stop = new AbortController();
    request.raw.once('close', () => !request.raw.complete && stop.abort());
    return jobs.fromUpload(body, request.query as Record<string, string>, stop.signal);
  }
  const { input, settings = {}, ...others } = Object(body) as { input?: unknown; settings?: Record<string, unknown> };
  if (Object.keys(others).length > 0 || typeof settings !== 'object')
    return Promise.reject(new RequestError(400, 'Expected input and settings'));
  return jobs.fromAddress(input, settings);
}

function isReadable(body: unknown): body is Readable {
  return typeof (body as Readable | undefined)?.pipe === 'function';
}

/** Tells a job to a listener whenever it has changed, until it has ended. */
async function tell(reply: FastifyReply, look: () => Promise<JobView>): Promise<void> {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
  let told = '';
  for (const began = performance.now(); !raw.destroyed && performance.now() - began < LONGEST_MS;) {
    const job = await look().then(publicJob, () => undefined);
    if (job === undefined) break;
    const text = JSON.stringify(job);
    if (text !== told) raw.write(`data: ${(told = text)}\n\n`);
    if (job.state === 'done' || job.state === 'failed') break;
    await pause(LOOK_MS);
  }
  raw.end();
}

function snippet(id: string): string {
  const at = `/v1/jobs/${id}`;
  return `<script type="module" src="player.js"></script>
<dynamics-player src="${at}/stream.dync" autoplay loop><img src="${at}/poster.webp" alt=""></dynamics-player>
`;
}
