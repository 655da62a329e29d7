/** A request is refused; the message is for whoever made it. */
export class RequestError extends Error {
  override readonly name = 'RequestError';

  /** @param statusCode of HTTP */
  constructor(
    readonly statusCode: number,
    message: string,
  ) {
    super(message);
  }
}
