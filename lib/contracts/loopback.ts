import * as z from 'zod';

/** Whether a host name stands for this machine, whatever the network's name servers say. */
export function isLoopback(hostname: string): boolean {
  return hostname === '127.0.0.1' || hostname === 'localhost' || hostname.endsWith('.localhost');
}

/** A URL that never leaves this machine. */
export const loopbackUrl = z
  .url({ protocol: /^http$/ })
  .refine((url) => isLoopback(new URL(url).hostname), 'does not name this machine');
