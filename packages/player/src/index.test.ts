import { describe, expect, it } from 'vitest';

describe('the player on a server', () => {
  it('can be imported and does nothing', async () => {
    const before = Object.keys(globalThis);
    const { DynamicsPlayer, PlayerError } = await import('./index.js');
    expect(Object.keys(globalThis)).toEqual(before);
    expect('customElements' in globalThis).toBe(false);
    expect(DynamicsPlayer.observedAttributes).toContain('src');
    expect(new PlayerError({ code: 'NETWORK', message: 'gone' })).toBeInstanceOf(Error);
  });

  it('can hand over its types for JSX', async () => {
    expect(Object.keys(await import('./jsx.js'))).toEqual([]);
  });
});
