import { InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { AdminRequest } from '../api-client/admin-client.ts';
import { parseDecimal } from '../contracts/decimal.ts';
import { CREDITS } from '../contracts/http/budgets.ts';
import { OPTION_BOUNDS } from '../contracts/http/limits.ts';
import { parseCount } from './options.ts';
import { UsageError } from './usage-error.ts';

type Body = AdminRequest<'createKey'>['body'];
export type Limit = NonNullable<Body['limits']>[number];

const SECONDS: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['min', 60],
  ['hour', 3600],
  ['day', 86_400],
]);
const FACTORS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['k', 1000],
  ['M', 1_000_000],
  ['G', 1_000_000_000],
]);
const PERIODS = ['hour', 'day', 'month'] as const;

export function rateOption() {
  return new Option(
    '--rate <rate>',
    'Maximum rate as count/s, count/min, count/hour or count/day, for example 100/s',
  ).argParser(parseRate);
}

export function quotaOption() {
  return new Option(
    '--quota <quota>',
    'Maximum requests per hour, day or month in UTC, for example 10k/day or 1M/month',
  ).argParser(parseQuota);
}

export function creditsOption() {
  return new Option(
    '--credits <amount>',
    'Prepaid requests, for example 5000 or 10k; postern credits add adds more',
  ).argParser(parseCredits);
}

export function leaseSecondsOption() {
  return new Option(
    '--lease-seconds <seconds>',
    'Let instances take requests of the rate and the quota ahead, 1 to 10 seconds (default: 1 above 100 requests per second)',
  ).argParser(parseLeaseSeconds);
}

export function maxKeysOption() {
  return new Option(
    '--max-keys <count>',
    'Maximum number of keys that have not ended, in place of that of the plan',
  ).argParser(parseCount('keys', OPTION_BOUNDS.keys.max));
}

export function planMaxKeysOption() {
  return new Option('--no-max-keys', 'Use the maximum number of keys of the plan');
}

export function clearLimitsOption() {
  return new Option('--clear-limits', 'Remove all limits').conflicts([
    'rate',
    'quota',
    'credits',
    'leaseSeconds',
  ]);
}

export function allowAddressesOption() {
  return new Option(
    '--allow-addresses <list>',
    'Accept the key only from these CIDR ranges, separated by commas, for example 192.0.2.0/24',
  ).argParser((text: string) => text.split(',').map((range) => range.trim()));
}

export function allowAnyAddressOption() {
  return new Option('--allow-any-address', 'Accept the key from every address').conflicts('allowAddresses');
}

/**
 * The limits and addresses that the options set; undefined for those that do not change.
 *
 * @throws UsageError if no limit has the lease
 */
export function accessLimitsOf(options: {
  readonly rate?: Limit | undefined;
  readonly quota?: Limit | undefined;
  readonly credits?: Limit | undefined;
  readonly leaseSeconds?: number | undefined;
  readonly clearLimits?: true | undefined;
  readonly allowAddresses?: string[] | undefined;
  readonly allowAnyAddress?: true | undefined;
}) {
  const { rate, quota, credits, leaseSeconds, clearLimits, allowAddresses, allowAnyAddress } = options;
  if (leaseSeconds !== undefined && !rate && !quota) {
    throw new UsageError('--lease-seconds requires a rate or a quota', 'Add --rate or --quota.');
  }
  const counts = [rate, quota].filter((limit) => limit !== undefined);
  const limits = [
    ...counts.map((limit) => (leaseSeconds === undefined ? limit : { ...limit, leaseSeconds })),
    ...(credits ? [credits] : []),
  ];
  return {
    limits: limits.length > 0 || clearLimits ? limits : undefined,
    allowedAddresses: allowAnyAddress ? [] : allowAddresses,
  };
}

function parseRate(text: string): Limit {
  const { count, unit } = parseCountPer(text);
  const perSeconds = SECONDS.get(unit);
  const { min, max } = OPTION_BOUNDS.rate;
  if (perSeconds === undefined || count < min || count > max) {
    throw new InvalidArgumentError(
      `Use ${min} to ${max} requests per s, min, hour or day, for example 100/s or 6k/min.`,
    );
  }
  return { name: 'rate', kind: 'rate', requests: count, perSeconds };
}

function parseQuota(text: string): Limit {
  const { count, unit } = parseCountPer(text);
  const period = PERIODS.find((each) => each === unit);
  const { min, max } = OPTION_BOUNDS.quota;
  if (!period || count < min || count > max) {
    throw new InvalidArgumentError(
      `Use ${min} to ${max} requests per hour, day or month, for example 1M/month.`,
    );
  }
  return { name: 'quota', kind: 'quota', max: count, period: { unit: period } };
}

function parseCredits(text: string): Limit {
  const { count } = parseCountPer(`${text}/day`);
  const { min, max } = OPTION_BOUNDS.quota;
  if (count >= min && count <= max) return { name: CREDITS, kind: 'credits', max: count };
  throw new InvalidArgumentError(`Use ${min} to ${max} credits, for example 5000 or 10k.`);
}

function parseLeaseSeconds(text: string): number {
  const seconds = parseDecimal(text);
  const { min, max } = OPTION_BOUNDS.leaseSeconds;
  if (seconds !== undefined && seconds >= min && seconds <= max) return seconds;
  throw new InvalidArgumentError(`Use ${min} to ${max} seconds.`);
}

/** NaN for the count if the text has another form. */
function parseCountPer(text: string): { readonly count: number; readonly unit: string } {
  const [, digits = '', factor = '', unit = ''] = /^(\d{1,13})([kMG]?)\/([a-z]+)$/.exec(text) ?? [];
  return { count: digits === '' ? Number.NaN : Number(digits) * (FACTORS.get(factor) ?? 1), unit };
}
