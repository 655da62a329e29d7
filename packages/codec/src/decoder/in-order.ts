import { begun } from '../math/index.js';

/**
 * What works give, in order, while the next ones are under way already.
 * @param begin starts the work of a number, from 0 on; `undefined` comes after the last
 * @param most works under way at a time, the awaited one among them
 * @throws what the awaited work throws
 */
export async function* inOrder<Result>(
  begin: (index: number) => Promise<Result | undefined>,
  most: number,
): AsyncGenerator<Result, void, undefined> {
  const underWay: Promise<Result | undefined>[] = [];
  for (let next = 0; ;) {
    while (underWay.length < most) underWay.push(begun(begin(next++)));
    const result = await underWay.shift();
    if (result === undefined) return;
    yield result;
  }
}
