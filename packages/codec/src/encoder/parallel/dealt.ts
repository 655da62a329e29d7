/** Items dealt out like cards: the first to the first hand, the next to the next, over and over. */
export function dealt<T>(items: readonly T[], hands: number): T[][] {
  const out = Array.from({ length: hands }, (): T[] => []);
  for (const [i, item] of items.entries()) out[i % hands]!.push(item);
  return out;
}

/** Undoes {@link dealt}. */
export function inTurn<T>(hands: readonly (readonly T[])[]): T[] {
  const out: T[] = [];
  for (let i = 0; i < (hands[0]?.length ?? 0); i++) {
    for (const hand of hands) if (i < hand.length) out.push(hand[i]!);
  }
  return out;
}
