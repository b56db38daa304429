import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isLoopback } from '../contracts/loopback.ts';

const LOOPBACK = { address: '127.0.0.1', family: 4 };

/** Resolves subdomains of `localhost` to this machine, which Node's resolver does not do, and all other names as usual. */
export const lookupWithLoopback: LookupFunction = (hostname, options, callback) => {
  if (!isLoopback(hostname)) {
    lookup(hostname, options, callback);
  } else if (options.all) {
    callback(null, [LOOPBACK]);
  } else {
    callback(null, LOOPBACK.address, LOOPBACK.family);
  }
};
