import { describe, expect, it } from 'vitest';
import { isPublicAddress } from './private-addresses.js';

describe('isPublicAddress', () => {
  it('lets the public internet through', () => {
    for (const address of ['1.1.1.1', '93.184.216.34', '2606:4700::1111', '2a00:1450:4001::8a'])
      expect([address, isPublicAddress(address)]).toEqual([address, true]);
  });

  it('refuses this machine, private networks, links, and IPv4 in the clothes of IPv6', () => {
    for (const address of [
      '127.0.0.1',
      '0.0.0.0',
      '10.1.2.3',
      '172.20.0.1',
      '192.168.1.1',
      '169.254.169.254',
      '100.100.0.1',
      '224.0.0.1',
      '255.255.255.255',
      '::',
      '::1',
      'fe80::1',
      'fd00::1',
      'ff02::1',
      '::ffff:127.0.0.1',
      '::ffff:1.1.1.1',
      '64:ff9b::7f00:1',
      '2002:7f00:1::',
      '2001:0:7f00:1::',
      'localhost',
      '',
    ])
      expect([address, isPublicAddress(address)]).toEqual([address, false]);
  });
});
