import { JOB_STATES } from '../queue/job-queue.js';

const state = { type: 'string', enum: [...JOB_STATES] } as const;

/** A job, as the API tells it. */
export const JOB = {
  type: 'object',
  required: ['id', 'state', 'progress', 'links'],
  properties: {
    id: { type: 'string' },
    state,
    progress: { type: 'number', description: '0 to 1' },
    reason: { type: 'string', description: 'why it failed' },
    result: {
      type: 'object',
      properties: {
        state: { type: 'string' },
        bytes: { type: 'integer' },
        frames: { type: 'integer' },
        sha256: { type: 'string' },
      },
    },
    links: { type: 'object', additionalProperties: { type: 'string' } },
  },
} as const;

/** What is told of a request that was refused. */
export const REFUSAL = {
  type: 'object',
  properties: { statusCode: { type: 'integer' }, error: { type: 'string' }, message: { type: 'string' } },
} as const;

/** The id of a job in a path. */
export const ID = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string', pattern: '^[0-9a-f]{24}$' } },
} as const;

/** A list of jobs. */
export const LIST = {
  type: 'object',
  additionalProperties: false,
  properties: {
    state: { ...state, default: 'active' },
    first: { type: 'integer', minimum: 0, default: 0 },
    count: { type: 'integer', minimum: 1, maximum: 200, default: 50 },
  },
} as const;

/** How many jobs are in which state. */
export const COUNTS = {
  type: 'object',
  properties: Object.fromEntries(JOB_STATES.map((name) => [name, { type: 'integer' }])),
} as const;
