import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ADDRESS_RANGES_LIMIT,
  addressRangeFault,
  areAddressRanges,
  canonicalRange,
  overlappingRange,
} from '../../../lib/core/access/address-range-bounds.ts';
import { isAllowedAddress } from '../../../lib/core/access/address-ranges.ts';

it.each([
  ['192.0.2.0/24', undefined],
  ['192.0.2.7/32', undefined],
  ['10.0.0.0/8', undefined],
  ['2001:db8::/32', undefined],
  ['2001:DB8::1/128', undefined],
  ['0.0.0.0/0', 'prefix-length'],
  ['10.0.0.0/7', 'prefix-length'],
  ['192.0.2.0/33', 'prefix-length'],
  ['::/15', 'prefix-length'],
  ['2001:db8::/129', 'prefix-length'],
  ['192.0.2.1/24', 'host-bits'],
  ['2001:db8::1/64', 'host-bits'],
  ['192.0.2.1', 'form'],
  ['192.0.2.0/024', 'form'],
  ['192.0.2.0/24 ', 'form'],
  ['192.0.2/24', 'form'],
  ['::ffff:192.0.2.0/120', 'form'],
  ['example.com/24', 'form'],
  ['192.0.2.0:80/24', 'form'],
  ['', 'form'],
])('%s has the fault %s', (text, fault) => {
  expect(addressRangeFault(text)).toBe(fault);
});

it('writes equal ranges in one form', () => {
  expect(canonicalRange('2001:0DB8:0::/32')).toBe('2001:db8::/32');
  expect(canonicalRange('no range')).toBe('no range');
});

it('finds ranges that contain each other', () => {
  expect(overlappingRange(['10.0.0.0/8', '192.0.2.0/24', '10.1.0.0/16'])).toBe('10.1.0.0/16');
  expect(overlappingRange(['10.1.0.0/16', '10.0.0.0/8'])).toBe('10.0.0.0/8');
  expect(
    overlappingRange(['10.0.0.0/9', '10.128.0.0/9', '2001:db8::/33', '2001:db8:8000::/33']),
  ).toBeUndefined();
});

it('limits the number of ranges', () => {
  const ranges = Array.from({ length: ADDRESS_RANGES_LIMIT }, (_, index) => `192.0.2.${index}/32`);
  expect(areAddressRanges(ranges)).toBe(true);
  expect(areAddressRanges([...ranges, '198.51.100.0/24'])).toBe(false);
});

describe('a source address', () => {
  it('is allowed exactly if its leading bits are those of a range', () => {
    const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
    fc.assert(
      fc.property(octets, octets, fc.integer({ min: 8, max: 32 }), (network, other, prefix) => {
        const mask = prefix === 32 ? 0xffffffff : ~(0xffffffff >>> prefix) >>> 0;
        const number = (parts: readonly number[]) => parts.reduce((sum, each) => sum * 256 + each, 0);
        const text = (value: number) => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
        const start = (number(network) & mask) >>> 0;
        const range = `${text(start)}/${prefix}`;
        const isInside = (number(other) & mask) >>> 0 === start;
        expect(isAllowedAddress([range], other.join('.'))).toBe(isInside);
        expect(isAllowedAddress([range], text((start | (number(other) & ~mask)) >>> 0))).toBe(true);
      }),
    );
  });

  it.each([
    ['192.0.2.9', true],
    ['::ffff:192.0.2.9', true],
    ['2001:db8:1::9', true],
    ['198.51.100.1', false],
    ['2001:db9::1', false],
    ['unknown', false],
    ['', false],
  ])('%s is allowed: %s', (address, isAllowed) => {
    expect(isAllowedAddress(['192.0.2.0/24', '2001:db8::/32'], address)).toBe(isAllowed);
  });

  it('is not checked without a list', () => {
    expect(isAllowedAddress([], 'unknown')).toBe(true);
  });
});
