import { parseArgs } from 'node:util';
import { FIRST_TIER_REQUESTS } from './prices.ts';

export interface CostOptions {
  /** Per month, answered by the protected API. */
  readonly requests: number;
  /** Stored, on average over the month. */
  readonly keys: number;
  /** Denied requests per 100 answered requests. */
  readonly deniedPercent: number;
  /** Decisions on a key in each five minutes in which it is used. */
  readonly perWindow: number;
  /** Decisions in each delivery of a log to its subscription. */
  readonly perDelivery: number;
  /** What the authorizer is billed for a decision, in milliseconds. */
  readonly ms: number;
}

export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6 };

interface Range {
  readonly min: number;
  readonly max: number;
  readonly range: string;
}

const RANGES = {
  requests: { min: 1, max: FIRST_TIER_REQUESTS, range: '1 to 300M, where the first tier of prices ends' },
  keys: { min: 1, max: 1e8, range: '1 to 100M' },
  denied: { min: 0, max: 100, range: '0 to 100 per 100 answered requests' },
  'per-window': { min: 1, max: 1e6, range: '1 to 1M decisions on a key in five minutes in which it is used' },
  'per-delivery': { min: 1, max: 1000, range: '1 to 1000 decisions in a delivery of the log' },
  ms: { min: 1, max: 5000, range: "1 to 5000, the authorizer's timeout" },
} as const satisfies Record<string, Range>;

const USAGE =
  'npm run cost -- --requests 10M --keys 1M [--denied 1] [--per-window 10] [--per-delivery 10] [--ms 10]';

/** @throws UsageError with the option, the received value and the allowed range */
export function readOptions(args: readonly string[]): CostOptions {
  const given = parse(args);
  return {
    requests: readNumber('requests', given.requests),
    keys: readNumber('keys', given.keys),
    deniedPercent: readNumber('denied', given.denied),
    perWindow: readNumber('per-window', given['per-window']),
    perDelivery: readNumber('per-delivery', given['per-delivery']),
    ms: readNumber('ms', given.ms),
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        requests: { type: 'string', default: '10M' },
        keys: { type: 'string', default: '1M' },
        denied: { type: 'string', default: '1' },
        'per-window': { type: 'string', default: '10' },
        'per-delivery': { type: 'string', default: '10' },
        ms: { type: 'string', default: '10' },
      },
    }).values;
  } catch (cause) {
    throw new UsageError(`Invalid options '${args.join(' ')}'. Usage: ${USAGE}`, { cause });
  }
}

function readNumber(name: keyof typeof RANGES, text: string): number {
  const { min, max, range } = RANGES[name];
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)([kM]?)$/.exec(text) ?? [];
  const number = Number(digits) * (UNITS[unit] ?? Number.NaN);
  if (number >= min && number <= max) return number;
  throw new UsageError(`Invalid --${name} '${text}'. Use ${range}, for example 500, 20k or 1.5M.`);
}
