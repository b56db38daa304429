import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { BoundedMap } from '../bounded-map.ts';
import { sourceAddressOf } from './source-address.ts';

export const ADDRESS_RANGES_LIMIT = 32;

/** The allowed prefix lengths, inclusive. */
export const PREFIX_LENGTHS = { ipv4: { min: 8, max: 32 }, ipv6: { min: 16, max: 128 } } as const;

/** Why a text is not an address range. */
export type AddressRangeFault = 'form' | 'prefix-length' | 'host-bits';

interface AddressRange {
  readonly family: 'ipv4' | 'ipv6';
  readonly address: string;
  readonly bits: bigint;
  readonly prefix: number;
}

const WIDTH = { ipv4: 32, ipv6: 128 } as const;
const CIDR = /^([0-9A-Fa-f.:]{2,45})\/(0|[1-9]\d{0,2})$/;

/** Whether a list of ranges is within the bounds of every interface: canonical CIDR notation without overlaps. */
export function areAddressRanges(ranges: readonly string[]): boolean {
  return (
    ranges.length <= ADDRESS_RANGES_LIMIT &&
    ranges.every((each) => parseRange(each) !== undefined) &&
    overlappingRange(ranges) === undefined
  );
}

/** The reason why a text is not an address range; undefined if it is one. */
export function addressRangeFault(text: string): AddressRangeFault | undefined {
  const parsed = parse(text);
  if (!parsed) return 'form';
  const { family, prefix, bits } = parsed;
  const { min, max } = PREFIX_LENGTHS[family];
  if (prefix < min || prefix > max) return 'prefix-length';
  return (bits & hostMask(parsed)) === 0n ? undefined : 'host-bits';
}

/** The first range that contains, or is contained in, an earlier one. Invalid ranges are ignored. */
export function overlappingRange(ranges: readonly string[]): string | undefined {
  const parsed = ranges.map(parseRange);
  return ranges.find((_, index) => {
    const range = parsed[index];
    return range && parsed.slice(0, index).some((earlier) => earlier && overlap(range, earlier));
  });
}

/** The canonical form of a range, so that equal ranges are equal texts. Invalid text is unchanged. */
export function canonicalRange(text: string): string {
  const range = parse(text);
  return range ? `${range.address}/${range.prefix}` : text;
}

const lists = new BoundedMap<BlockList>(1000);

/** Whether a list of ranges allows a source address. An empty list allows every address, others deny an unknown one. */
export function isAllowedAddress(ranges: readonly string[], sourceAddress: string): boolean {
  if (ranges.length === 0) return true;
  const address = sourceAddressOf(sourceAddress);
  const name = ranges.join(' ');
  const list = lists.get(name) ?? blockList(ranges);
  lists.set(name, list);
  if (isIPv4(address)) return list.check(address, 'ipv4');
  return isIPv6(address) && list.check(address, 'ipv6');
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges.map(parseRange)) {
    if (range) list.addSubnet(range.address, range.prefix, range.family);
  }
  return list;
}

function parseRange(text: string): AddressRange | undefined {
  return addressRangeFault(text) === undefined ? parse(text) : undefined;
}

/** An IPv4-mapped IPv6 address is not a range: callers are compared by their IPv4 address. */
function parse(text: string): AddressRange | undefined {
  const [, received = '', prefix = ''] = CIDR.exec(text) ?? [];
  const address = sourceAddressOf(received);
  if (isIPv4(received)) return { family: 'ipv4', address, prefix: Number(prefix), bits: ipv4Bits(address) };
  if (!isIPv6(received) || !isIPv6(address)) return undefined;
  return { family: 'ipv6', address, prefix: Number(prefix), bits: ipv6Bits(address) };
}

function overlap(one: AddressRange, other: AddressRange): boolean {
  if (one.family !== other.family) return false;
  const mask = hostMask(one) | hostMask(other);
  return (one.bits | mask) === (other.bits | mask);
}

function hostMask({ family, prefix }: AddressRange): bigint {
  return (1n << BigInt(Math.max(0, WIDTH[family] - prefix))) - 1n;
}

function ipv4Bits(address: string): bigint {
  return address.split('.').reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n);
}

function ipv6Bits(address: string): bigint {
  const [head = '', tail] = address.split('::');
  const [before, after] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':')));
  const known = [...(before ?? []), ...(after ?? [])];
  const zeros = Array.from({ length: 8 - known.length }, () => '0');
  return [...(before ?? []), ...zeros, ...(after ?? [])].reduce(
    (bits, group) => (bits << 16n) | BigInt(`0x${group}`),
    0n,
  );
}
