import { BlockList, isIPv4, isIPv6 } from 'node:net';
import { BoundedMap } from '../bounded-map.ts';
import { sourceAddressOf } from './source-address.ts';

/** A range of addresses, in the form that addresses are compared in. */
export interface AddressRange {
  readonly family: 'ipv4' | 'ipv6';
  readonly address: string;
  readonly prefix: number;
}

/** The bits of an address. */
export const WIDTH = { ipv4: 32, ipv6: 128 } as const;
const CIDR = /^([0-9A-Fa-f.:]{2,45})\/(0|[1-9]\d{0,2})$/;

/**
 * Reads a range in CIDR notation; undefined for any other text. An IPv4-mapped IPv6 address is not a range: callers are
 * compared by their IPv4 address.
 */
export function parseRange(text: string): AddressRange | undefined {
  const [, received = '', length = ''] = CIDR.exec(text) ?? [];
  const address = sourceAddressOf(received);
  const prefix = Number(length);
  if (isIPv4(received)) return { family: 'ipv4', address, prefix };
  return isIPv6(received) && isIPv6(address) ? { family: 'ipv6', address, prefix } : undefined;
}

/** Whether a text is a range that addresses can be compared with. The bounds of interfaces are stricter. */
export function isAddressRange(text: string): boolean {
  const range = parseRange(text);
  return range !== undefined && range.prefix <= WIDTH[range.family];
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
