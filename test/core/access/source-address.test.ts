import { isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sourceAddressOf, sourceNetworkOf } from '../../../lib/core/access/source-address.ts';
import { anyText } from '../../support/any-text.ts';

it.each([
  ['192.0.2.1', '192.0.2.1'],
  ['192.0.2.1:20000', '192.0.2.1'],
  ['2001:DB8:0:0::1', '2001:db8::1'],
  ['[2001:db8::1]:443', '2001:db8::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['[::ffff:c000:201]:80', '192.0.2.1'],
])('%s is the address %s', (received, address) => {
  expect(sourceAddressOf(received)).toBe(address);
});

it.each([
  undefined,
  7,
  '',
  'unknown',
  'test-invoke-source-ip',
  '192.0.2.1:',
  '192.0.2.1:20000:1',
  '192.0.2.256',
  '192.0.2',
  '2001:db8::1]:443',
  '1::2::3',
  '192.0.2.1\n{"postern":"decision"}',
  `192.0.2.1${' '.repeat(64)}`,
])('%j is no address', (received) => {
  expect(sourceAddressOf(received)).toBe('unknown');
});

it('returns an address or nothing for any input', () => {
  const text = fc.oneof(anyText, fc.ipV4(), fc.ipV6(), fc.webAuthority({ withPort: true }));
  fc.assert(
    fc.property(text, (received) => {
      const address = sourceAddressOf(received);
      if (address !== 'unknown') expect(isIP(address)).not.toBe(0);
      expect(sourceAddressOf(address)).toBe(address);
    }),
  );
});

describe('one network', () => {
  const port = fc.nat(65_535);

  it('is an IPv4 address with any port', () => {
    fc.assert(
      fc.property(fc.ipV4(), port, (address, number) => {
        expect(sourceNetworkOf(`${address}:${number}`)).toBe(address);
      }),
    );
  });

  it('is a /64 of IPv6 for every notation of an address', () => {
    const group = fc.nat(0xffff).map((number) => number.toString(16));
    const groups = fc.array(group, { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(groups, groups, port, (network, host, number) => {
        const address = [...network, ...host].join(':');
        // An IPv4 address within IPv6 is that address.
        fc.pre(network.some((each) => each !== '0'));
        expect(sourceNetworkOf(`[${address.toUpperCase()}]:${number}`)).toBe(`${network.join(':')}::/64`);
      }),
    );
  });

  it('is undefined for an unknown address', () => {
    expect(sourceNetworkOf('unknown')).toBeUndefined();
  });
});
