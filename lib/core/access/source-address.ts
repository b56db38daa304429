import { isIPv4, isIPv6 } from 'node:net';

/** The address of a caller if no gateway verified one. */
export const UNKNOWN_ADDRESS = 'unknown';

/** The form of load balancers that preserve the client port. */
const IPV4_WITH_PORT = /^([\d.]{7,15}):\d{1,5}$/;
const IPV6_IN_BRACKETS = /^\[([^\]]{2,64})\](?::\d{1,5})?$/;
/** An IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2) in the form of `URL`. */
const IPV4_MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/**
 * The address of a caller in canonical form, without a port and without a zone: `192.0.2.1`, `2001:db8::1`. Returns
 * `UNKNOWN_ADDRESS` for anything that `node:net` does not accept as an address.
 */
export function sourceAddressOf(received: unknown): string {
  if (typeof received !== 'string' || received.length > 64) return UNKNOWN_ADDRESS;
  const [, unwrapped = received] = IPV4_WITH_PORT.exec(received) ?? IPV6_IN_BRACKETS.exec(received) ?? [];
  if (isIPv4(unwrapped)) return unwrapped;
  return isIPv6(unwrapped) ? canonicalIPv6(unwrapped) : UNKNOWN_ADDRESS;
}

/**
 * The network that a single party controls: the IPv4 address itself or the /64 of an IPv6 address. Undefined for an
 * unknown address.
 */
export function sourceNetworkOf(received: string): string | undefined {
  const address = sourceAddressOf(received);
  if (address === UNKNOWN_ADDRESS) return undefined;
  if (isIPv4(address)) return address;
  return `${ipv6Groups(address).slice(0, 4).join(':')}::/64`;
}

/** The eight groups of a canonical IPv6 address, in hexadecimal. */
export function ipv6Groups(address: string): readonly string[] {
  const [head = '', tail] = address.split('::');
  const [before, after] = [groupsOf(head), groupsOf(tail ?? '')];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after];
}

function canonicalIPv6(address: string): string {
  const canonical = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1);
  const mapped = IPV4_MAPPED.exec(canonical);
  if (!mapped) return canonical;
  const [high, low] = mapped.slice(1).map((group) => Number.parseInt(group, 16));
  return [high, low].flatMap((group = 0) => [group >> 8, group & 0xff]).join('.');
}

function groupsOf(text: string): readonly string[] {
  return text === '' ? [] : text.split(':');
}
