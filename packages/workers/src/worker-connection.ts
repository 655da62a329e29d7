import type { Api } from './api.js';
import { connect, type Connection, type ConnectOptions } from './connect.js';
import { WorkerError } from './errors.js';
import type { RunningWorker } from './port.js';

/** How a {@link WorkerConnection} behaves. */
export interface WorkerConnectOptions extends ConnectOptions {
  /** Called once when the worker fails or ends by itself, before its calls reject. */
  readonly onLost?: (error: WorkerError) => void;
}

/** A worker to call, and to close when done. */
export interface WorkerConnection<A extends Api<A>> extends Connection<A> {
  /** Ends the worker; open calls reject at once with `WORKER_CLOSED`. */
  readonly close: () => void;
}

/** Connects to a worker that was just started. Should it be lost, its calls reject with `WORKER_LOST`. */
export function connectWorker<A extends Api<A>>(
  worker: RunningWorker,
  { errors, onBusy, onLost }: WorkerConnectOptions = {},
): WorkerConnection<A> {
  const connection = connect<A>(worker, {
    ...(errors === undefined ? {} : { errors }),
    onBusy: (busy) => {
      worker.hold?.(busy);
      onBusy?.(busy);
    },
  });
  let ended = false;
  const end = (error: WorkerError): void => {
    ended = true;
    if (error.code === 'WORKER_LOST') onLost?.(error);
    connection.fail(error);
    worker.terminate();
  };
  worker.onlost = (reason) => {
    if (ended) return;
    end(new WorkerError('WORKER_LOST', `The worker was lost: ${reason}`, reason));
  };
  return {
    get busy() {
      return connection.busy;
    },
    call: connection.call,
    fail: connection.fail,
    close: () => end(new WorkerError('WORKER_CLOSED', 'The worker was closed before it had answered')),
  };
}
