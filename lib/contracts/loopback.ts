import * as z from 'zod';

/** Whether a host name always resolves to this machine, independent of DNS. */
export function isLoopback(hostname: string): boolean {
  return hostname === '127.0.0.1' || hostname === 'localhost' || hostname.endsWith('.localhost');
}

/** The URL of a service on this machine. */
export const loopbackUrl = z
  .url({ protocol: /^http$/ })
  .refine(
    (url) => isLoopback(new URL(url).hostname),
    'must be a loopback URL, for example http://127.0.0.1:4566',
  );
