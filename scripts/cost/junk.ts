import { duration, invocations, logs } from './estimate.ts';
import { deniedLogBytes, thrownErrorLogBytes } from './log-bytes.ts';
import { PRICES } from './prices.ts';

const MILLION = 1e6;
/** The assumed milliseconds of a decision, with and without a read. */
const MS = { read: 10, noRead: 2 };

/**
 * USD for a million requests without an accepted key: Lambda, the read of the key and the logs. API Gateway does not charge for
 * denied and throttled requests.
 */
export function junkRows(): readonly (readonly string[])[] {
  const rowOf = (name: string, outcome: 'missing' | 'malformed' | 'unknown') => {
    const reads = outcome === 'unknown' ? PRICES.readUnits : 0;
    const ms = outcome === 'unknown' ? MS.read : MS.noRead;
    const decided = invocations(MILLION) + duration(MILLION * ms) + reads;
    const line = deniedLogBytes({ outcome });
    const [rest, http] = [line + thrownErrorLogBytes(), line].map((bytes) => decided + logs(MILLION * bytes));
    return [name, usd(rest), usd(http)];
  };
  return [
    ['USD per million requests', 'REST API', 'HTTP API'],
    rowOf('No key', 'missing'),
    rowOf('Malformed key', 'malformed'),
    rowOf('Unknown key', 'unknown'),
    ['Above the throttle of the stage', usd(0), usd(0)],
    ['Blocked by AWS WAF', usd(PRICES.wafRequests), 'behind CloudFront'],
    ['AWS WAF, added to each request that it accepts', usd(PRICES.wafRequests), 'behind CloudFront'],
  ];
}

function usd(amount = 0): string {
  return amount.toFixed(3);
}
