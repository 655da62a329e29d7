import { DynamicsError } from 'dynamics-codec/picture';

/**
 * A call could not be brought to the other side or back: `WORKER_LOST` the worker failed, ended or could not be started,
 * `WORKER_CLOSED` its holder has closed it, `UNKNOWN_CALL` the other side is of a version that has no such function.
 */
export class WorkerError extends DynamicsError {
  override readonly name = 'WorkerError';

  /** @param reason why the worker was lost, as a clause */
  constructor(
    readonly code: 'WORKER_LOST' | 'WORKER_CLOSED' | 'UNKNOWN_CALL',
    message: string,
    readonly reason = '',
  ) {
    super(message);
  }
}

/**
 * An error that was thrown on the other side and whose class the caller did not name. It has the name, the code and the
 * simple fields of the original; errors other than `DynamicsError` have the code `INTERNAL`.
 */
export class RemoteError extends DynamicsError {
  declare readonly name: string;
  declare readonly code: string;
}
