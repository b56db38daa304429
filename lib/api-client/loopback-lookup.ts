import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

const LOOPBACK = { address: '127.0.0.1', family: 4 };

/** Whether a host name stands for this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === '127.0.0.1' || hostname === 'localhost' || hostname.endsWith('.localhost');
}

/** Resolves names below `localhost` to this machine, which Node's resolver doesn't do; all others as usual. */
export const lookupWithLoopback: LookupFunction = (hostname, options, callback) => {
  if (!isLoopback(hostname)) {
    lookup(hostname, options, callback);
  } else if (options.all) {
    callback(null, [LOOPBACK]);
  } else {
    callback(null, LOOPBACK.address, LOOPBACK.family);
  }
};
