export type {
  Api,
  ArgumentOf,
  CallArguments,
  CallOptions,
  Context,
  EventOf,
  Handlers,
  Method,
  ResultOf,
} from './api.js';
export type { Connection, ConnectOptions } from './connect.js';
export { connect } from './connect.js';
export type { ErrorClasses, ErrorFacts } from './crossing-error.js';
export { errorFrom, factsOf } from './crossing-error.js';
export { RemoteError, WorkerError } from './errors.js';
export type { Port, PortMessage, RunningWorker } from './port.js';
export type { PoolOptions } from './pool.js';
export { WorkerPool } from './pool.js';
export { serve } from './serve.js';
export { assertThreads } from './thread-count.js';
export type { MaybeTransferred } from './transfer.js';
export { buffersWithin, Transferred, transferred } from './transfer.js';
export type { WorkerConnection, WorkerConnectOptions } from './worker-connection.js';
export { connectWorker } from './worker-connection.js';
