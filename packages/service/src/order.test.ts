import { describe, expect, it } from 'vitest';
import { orderFrom } from './order.js';
import { orderId } from './queue/order-id.js';

describe('orderFrom', () => {
  it('takes settings as flags and as data', () => {
    const order = { input: 'a', output: 'b.dync', settings: { bitrate: '8k', size: { width: 64, height: 64 } } };
    expect(orderFrom(order)).toEqual({
      input: 'a',
      output: 'b.dync',
      settings: { bitrate: 8000, size: { width: 64, height: 64 } },
      retry: false,
      force: false,
    });
    expect(orderId(orderFrom({ ...order, settings: { size: '64x64', bitrate: 8000 } }))).toBe(
      orderId(orderFrom(order)),
    );
  });

  it('names what is wrong', () => {
    const order = { input: 'a', output: 'b.dync' };
    for (const [data, message] of [
      [{ ...order, settings: { bitrate: 'much' } }, /bitrate.*much/],
      [{ ...order, settings: { force: 1 } }, /"force" is no setting/],
      [{ ...order, settings: { 'a=1 --x': 1 } }, /no setting/],
      [{ ...order, settings: { bitrate: 8, quality: 8 } }, /./],
      [{ ...order, secret: 1 }, /secret/],
      [{ output: 'b.dync' }, /input/],
      ['nonsense', /Expected an order/],
    ] as const)
      expect(() => orderFrom(data)).toThrow(message);
  });
});
