import { parseArgs } from 'node:util';
import { TRAFFICS, type Traffic } from './traffic.ts';

export interface CostOptions {
  /** Per month, answered by the protected API. */
  readonly requests: number;
  /** Stored, on average over the month. */
  readonly keys: number;
  readonly tenants: number;
  readonly traffic: Traffic;
  /** Denied requests per 100 answered requests. */
  readonly deniedPercent: number;
  /** The seconds of lines of one function instance that CloudWatch Logs puts into a delivery. */
  readonly deliverySeconds: number;
  /** What the authorizer is billed for a decision, in milliseconds. */
  readonly ms: number;
  /** Whether decisions also read the tenant, so that it can be suspended. */
  readonly tenantSuspension: boolean;
}

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6, B: 1e9 };

interface Range {
  readonly min: number;
  readonly max: number;
  readonly range: string;
}

const RANGES = {
  requests: { min: 1, max: 1e10, range: '1 to 10B' },
  keys: { min: 1, max: 1e9, range: '1 to 1B' },
  tenants: { min: 1, max: 1e7, range: '1 to 10M' },
  denied: { min: 0, max: 100, range: '0 to 100 per 100 answered requests' },
  'delivery-seconds': { min: 0.1, max: 60, range: '0.1 to 60 seconds of lines in a delivery of the log' },
  ms: { min: 1, max: 5000, range: "1 to 5000, the authorizer's timeout" },
} as const satisfies Record<string, Range>;

const USAGE =
  'npm run cost -- --requests 10M --keys 1M [--traffic quiet] [--tenants 100] [--denied 1] [--delivery-seconds 2] [--ms 10] [--tenant-suspension]';

/** @throws UsageError with the option, the received value and the allowed values */
export function readOptions(args: readonly string[]): CostOptions {
  const given = parse(args);
  return {
    requests: readNumber('requests', given.requests),
    keys: readNumber('keys', given.keys),
    tenants: readNumber('tenants', given.tenants),
    traffic: readTraffic(given.traffic),
    deniedPercent: readNumber('denied', given.denied),
    deliverySeconds: readNumber('delivery-seconds', given['delivery-seconds']),
    ms: readNumber('ms', given.ms),
    tenantSuspension: given['tenant-suspension'],
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        requests: { type: 'string', default: '10M' },
        keys: { type: 'string', default: '1M' },
        tenants: { type: 'string', default: '100' },
        traffic: { type: 'string', default: 'quiet' },
        denied: { type: 'string', default: '1' },
        'delivery-seconds': { type: 'string', default: '2' },
        ms: { type: 'string', default: '10' },
        'tenant-suspension': { type: 'boolean', default: false },
      },
    }).values;
  } catch (cause) {
    throw new UsageError(`Invalid options '${args.join(' ')}'. Usage: ${USAGE}`, { cause });
  }
}

function readTraffic(text: string): Traffic {
  if (text === 'busy' || text === 'quiet' || text === 'batch') return text;
  throw new UsageError(`Invalid --traffic '${text}'. Use ${Object.keys(TRAFFICS).join(', ')}.`);
}

function readNumber(name: keyof typeof RANGES, text: string): number {
  const { min, max, range } = RANGES[name];
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)([kMB]?)$/.exec(text) ?? [];
  const number = Number(digits) * (UNITS[unit] ?? Number.NaN);
  if (number >= min && number <= max) return number;
  throw new UsageError(`Invalid --${name} '${text}'. Use ${range}, for example 500, 20k or 1.5M.`);
}
