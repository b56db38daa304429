import { type AddressRange, parseRange, WIDTH } from './address-ranges.ts';
import { ipv6Groups } from './source-address.ts';

export const ADDRESS_RANGES_LIMIT = 32;

/** The allowed prefix lengths, inclusive. */
export const PREFIX_LENGTHS = { ipv4: { min: 8, max: 32 }, ipv6: { min: 16, max: 128 } } as const;

/** Why a text is not an address range. */
export type AddressRangeFault = 'form' | 'prefix-length' | 'host-bits';

/** Whether a list of ranges is within the bounds of every interface: canonical CIDR notation without overlaps. */
export function areAddressRanges(ranges: readonly string[]): boolean {
  return (
    ranges.length <= ADDRESS_RANGES_LIMIT &&
    ranges.every((each) => addressRangeFault(each) === undefined) &&
    overlappingRange(ranges) === undefined
  );
}

/** The reason why a text is not an address range; undefined if it is one. */
export function addressRangeFault(text: string): AddressRangeFault | undefined {
  const range = parseRange(text);
  if (!range) return 'form';
  const { min, max } = PREFIX_LENGTHS[range.family];
  if (range.prefix < min || range.prefix > max) return 'prefix-length';
  return (bitsOf(range) & hostMask(range)) === 0n ? undefined : 'host-bits';
}

/** The first range that contains, or is contained in, an earlier one. Invalid ranges are ignored. */
export function overlappingRange(ranges: readonly string[]): string | undefined {
  const parsed = ranges.map(parseValid);
  return ranges.find((_, index) => {
    const range = parsed[index];
    return range && parsed.slice(0, index).some((earlier) => earlier && overlap(range, earlier));
  });
}

/**
 * The addresses that two lists of ranges both allow; an empty list allows every address.
 *
 * @returns undefined if no address is in both
 */
export function commonRanges(
  one: readonly string[],
  other: readonly string[],
): readonly string[] | undefined {
  if (one.length === 0 || other.length === 0) return one.length === 0 ? other : one;
  const common = [...within(one, other), ...within(other, one)];
  return common.length === 0 ? undefined : [...new Set(common)];
}

/** The ranges that one range of another list contains. */
function within(ranges: readonly string[], others: readonly string[]): readonly string[] {
  const outer = others.map(parseValid);
  return ranges.filter((text) => {
    const range = parseValid(text);
    return range && outer.some((each) => each && each.prefix <= range.prefix && overlap(each, range));
  });
}

function parseValid(text: string): AddressRange | undefined {
  return addressRangeFault(text) === undefined ? parseRange(text) : undefined;
}

/** The canonical form of a range, so that equal ranges are equal texts. Invalid text is unchanged. */
export function canonicalRange(text: string): string {
  const range = parseRange(text);
  return range ? `${range.address}/${range.prefix}` : text;
}

function overlap(one: AddressRange, other: AddressRange): boolean {
  if (one.family !== other.family) return false;
  const mask = hostMask(one) | hostMask(other);
  return (bitsOf(one) | mask) === (bitsOf(other) | mask);
}

function hostMask({ family, prefix }: AddressRange): bigint {
  return (1n << BigInt(WIDTH[family] - prefix)) - 1n;
}

function bitsOf({ family, address }: AddressRange): bigint {
  return family === 'ipv4' ? ipv4Bits(address) : ipv6Bits(address);
}

function ipv4Bits(address: string): bigint {
  return address.split('.').reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n);
}

function ipv6Bits(address: string): bigint {
  return ipv6Groups(address).reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}
