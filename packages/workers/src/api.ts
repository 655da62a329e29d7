import type { MaybeTransferred } from './transfer.js';

/** What a called function is given besides its argument. `E` is the type of its events, for instance progress. */
export interface Context<E = never> {
  /** Raised when the caller gives up. */
  readonly signal: AbortSignal;
  /** Sends an event to the caller, who sees all of them before the result. */
  readonly emit: (event: MaybeTransferred<E>) => void;
}

/** A function that can be called from another thread. */
export type Method = (argument: never, context: Context<unknown>) => unknown;

/**
 * What a worker can be asked, as an interface of functions of one argument:
 * `interface EncodeApi { encode(order: Order, context: Context<Progress>): Promise<Result> }`.
 */
export type Api<A> = { readonly [K in keyof A]: Method };

/** Type of a function's argument; `undefined` where it takes none. */
export type ArgumentOf<M extends Method> = Parameters<M>[0];

/** Type of what a caller gets. */
export type ResultOf<M extends Method> = Awaited<ReturnType<M>>;

/** Type of the events of a function; `never` where it sends none. */
export type EventOf<M extends Method> = Parameters<M>[1] extends Context<infer E> ? E : never;

/** The functions behind an interface; results may be marked by `transferred`. */
export type Handlers<A extends Api<A>> = {
  readonly [K in keyof A]: (
    argument: ArgumentOf<A[K]>,
    context: Context<EventOf<A[K]>>,
  ) => MaybeTransferred<ResultOf<A[K]>> | Promise<MaybeTransferred<ResultOf<A[K]>>>;
};

/** What a caller may give with a call. */
export interface CallOptions<E> {
  /** Gives the call up: it rejects at once with the signal's reason, and the signal of the called function is raised. */
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: E) => void) | undefined;
}

/** Arguments of `call` behind the function's name. */
export type CallArguments<M extends Method> =
  Parameters<M> extends readonly []
    ? [argument?: undefined, options?: CallOptions<EventOf<M>>]
    : [argument: MaybeTransferred<ArgumentOf<M>>, options?: CallOptions<EventOf<M>>];
