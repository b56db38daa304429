import * as z from 'zod';
import {
  ADDRESS_RANGES_LIMIT,
  type AddressRangeFault,
  addressRangeFault,
  canonicalRange,
  overlappingRange,
  PREFIX_LENGTHS,
} from '../../core/access/address-range-bounds.ts';
import {
  isBurstWithinDays,
  isDate,
  isRateCountable,
  isTimeZone,
  LIMIT_BOUNDS,
  longestBurst,
  smallestLeasedBurst,
} from '../../core/limits/bounds.ts';
import { FAILURE_MODES, LIMIT_SCOPES } from '../../core/limits/limit.ts';
import { MAX_KEYS } from '../../core/plans/max-keys.ts';
import { identifier } from './fields.ts';

interface Range {
  readonly min: number;
  readonly max: number;
}

function within({ min, max }: Range) {
  const range = `must be a whole number from ${min} to ${max}`;
  return z.int(range).min(min, range).max(max, range);
}

const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'must be an IANA time zone, for example Europe/Berlin')
  .meta({ examples: ['UTC', 'Europe/Berlin', 'America/New_York'] })
  .default('UTC');

/** The period of a quota or a refill. */
export const period = z.discriminatedUnion('unit', [
  z.strictObject({ unit: z.literal('hour') }),
  z.strictObject({ unit: z.literal('day'), timeZone }),
  z.strictObject({ unit: z.literal('month'), timeZone, day: within(LIMIT_BOUNDS.monthDay).default(1) }),
  z.strictObject({
    unit: z.literal('days'),
    days: within(LIMIT_BOUNDS.days),
    anchor: z
      .string()
      .refine(isDate, 'must be a date, for example 2027-01-31')
      .meta({ examples: ['2027-01-31', '2028-02-29'] }),
  }),
]);

const common = { name: identifier, onFailure: z.enum(FAILURE_MODES).default('deny') };

/** How long an instance can use requests that it takes ahead; null to charge each request. */
const leaseSeconds = within(LIMIT_BOUNDS.leaseSeconds).nullable().optional();

const rate = {
  ...common,
  kind: z.literal('rate'),
  requests: within(LIMIT_BOUNDS.requests),
  perSeconds: within(LIMIT_BOUNDS.perSeconds),
  /** The requests that are allowed at once after an idle time; the default is `requests`. */
  burst: within(LIMIT_BOUNDS.burst).optional(),
  /** The default is 1 for more than 100 requests per second, otherwise null. */
  leaseSeconds,
};
const quota = {
  ...common,
  kind: z.literal('quota'),
  max: within(LIMIT_BOUNDS.amount),
  period,
  /** The default is that of a leased rate beside the quota, otherwise null. */
  leaseSeconds,
};
const credits = {
  ...common,
  kind: z.literal('credits'),
  max: within(LIMIT_BOUNDS.amount),
  refill: z
    .strictObject({ amount: within(LIMIT_BOUNDS.amount), period })
    .nullable()
    .default(null),
};
const scope = z.enum(LIMIT_SCOPES).default('owner');

interface RateInput {
  readonly requests: number;
  readonly perSeconds: number;
  readonly burst?: number | undefined;
  readonly leaseSeconds?: number | null | undefined;
}

/** Checks the settings of a rate together, and completes the burst and the lease. */
function checkedRate<const Rate extends RateInput>(
  { burst, leaseSeconds: lease, ...limit }: Rate,
  context: z.RefinementCtx,
) {
  const isCountable = isRateCountable(limit);
  const leaseSeconds = lease === undefined ? (isCountable ? null : LIMIT_BOUNDS.leaseSeconds.min) : lease;
  const checked = { ...limit, burst: burst ?? limit.requests, leaseSeconds };
  if (leaseSeconds === null && !isCountable) {
    const { min, max } = LIMIT_BOUNDS.leaseSeconds;
    const message = `must be ${min} to ${max} for more than ${LIMIT_BOUNDS.exactPerSecond} requests per second`;
    context.addIssue({ code: 'custom', path: ['leaseSeconds'], message });
  }
  const least = leaseSeconds === null ? 1 : smallestLeasedBurst(checked);
  if (checked.burst < least) {
    const message = `must be at least ${least} for a leased rate of this height`;
    context.addIssue({ code: 'custom', path: ['burst'], message });
  }
  if (!isBurstWithinDays(checked)) {
    const message = `must be at most ${longestBurst(checked)}, which is 31 days of requests`;
    context.addIssue({ code: 'custom', path: ['burst'], message });
  }
  return checked;
}

/** The lease of the rates of a bucket, for its quotas. */
function leaseOfRates(limits: readonly { readonly kind: string; readonly leaseSeconds?: unknown }[]) {
  const leases = limits.flatMap(({ kind, leaseSeconds: lease }) =>
    kind === 'rate' && typeof lease === 'number' ? [lease] : [],
  );
  return leases.length > 0 ? Math.min(...leases) : null;
}

function completedQuota<const Quota extends Pick<RateInput, 'leaseSeconds'>>(
  limit: Quota,
  ofRates: number | null,
) {
  return { ...limit, leaseSeconds: limit.leaseSeconds === undefined ? ofRates : limit.leaseSeconds };
}

/** A limit of a key or an owner. */
export const limit = z.discriminatedUnion('kind', [
  z.strictObject(rate).transform(checkedRate),
  z.strictObject(quota),
  z.strictObject(credits),
]);

const scopedLimit = z.discriminatedUnion('kind', [
  z.strictObject({ ...rate, scope }).transform(checkedRate),
  z.strictObject({ ...quota, scope }),
  z.strictObject({ ...credits, scope }),
]);

function hasUniqueNames(limits: readonly { readonly name: string }[]): boolean {
  return new Set(limits.map(({ name }) => name)).size === limits.length;
}
const UNIQUE_NAMES = 'must have a different name for each limit';

/** The limits of a key or an owner. */
export const limits = z
  .array(limit)
  .max(LIMIT_BOUNDS.perBucket)
  .refine(hasUniqueNames, UNIQUE_NAMES)
  .transform((all) =>
    all.map((each) => (each.kind === 'quota' ? completedQuota(each, leaseOfRates(all)) : each)),
  )
  .refine(
    (each) => JSON.stringify(each).length <= LIMIT_BOUNDS.bytes,
    `must be at most ${LIMIT_BOUNDS.bytes} bytes of JSON`,
  )
  .meta({
    examples: [[{ name: 'requests', kind: 'rate', requests: 100, perSeconds: 60 }]],
  });

/** The limits of a plan: those of the owner, which all of its keys share, and those of each key. */
export const planLimits = z
  .array(scopedLimit)
  .max(2 * LIMIT_BOUNDS.perBucket)
  .refine(
    (all) => LIMIT_SCOPES.every((each) => hasUniqueNames(all.filter((one) => one.scope === each))),
    UNIQUE_NAMES,
  )
  .refine(
    (all) =>
      LIMIT_SCOPES.every((each) => all.filter((one) => one.scope === each).length <= LIMIT_BOUNDS.perBucket),
    `must have at most ${LIMIT_BOUNDS.perBucket} limits of each scope`,
  )
  .transform((all) =>
    all.map((each) => {
      if (each.kind !== 'quota') return each;
      return completedQuota(each, leaseOfRates(all.filter(({ scope }) => scope === each.scope)));
    }),
  );

const RANGE_FAULTS: Readonly<Record<AddressRangeFault, string>> = {
  form: 'must be an address range in CIDR notation, for example 192.0.2.0/24, or 192.0.2.7/32 for one address',
  'prefix-length':
    `must have a prefix length from ${PREFIX_LENGTHS.ipv4.min} to ${PREFIX_LENGTHS.ipv4.max} for IPv4 and from ` +
    `${PREFIX_LENGTHS.ipv6.min} to ${PREFIX_LENGTHS.ipv6.max} for IPv6`,
  'host-bits': 'must have no bits after the prefix, for example 192.0.2.0/24 in place of 192.0.2.1/24',
};

const addressRange = z
  .string()
  .max(64)
  .superRefine((text, context) => {
    const fault = addressRangeFault(text);
    if (fault) context.addIssue({ code: 'custom', message: RANGE_FAULTS[fault] });
  })
  .overwrite(canonicalRange)
  .meta({ examples: ['192.0.2.0/24', '2001:db8::/32'] });

/** The maximum number of keys of an owner. */
export const maxKeys = within(MAX_KEYS).meta({ examples: [5] });

/** Credits to add to a balance. */
export const creditsToAdd = within(LIMIT_BOUNDS.amount).meta({ examples: [1000] });

/** The allowed numbers, for the options of the CLI. */
export const OPTION_BOUNDS = {
  rate: LIMIT_BOUNDS.requests,
  quota: LIMIT_BOUNDS.amount,
  leaseSeconds: LIMIT_BOUNDS.leaseSeconds,
  keys: MAX_KEYS,
};

/** The networks from which a key is accepted; empty for any. */
export const allowedAddresses = z
  .array(addressRange)
  .max(ADDRESS_RANGES_LIMIT)
  .refine((ranges) => overlappingRange(ranges) === undefined, 'must not contain overlapping ranges')
  .meta({ examples: [['192.0.2.0/24', '2001:db8::/32']] });

/** A period in responses. */
export const storedPeriod = z.discriminatedUnion('unit', [
  z.object({ unit: z.literal('hour') }),
  z.object({ unit: z.literal('day'), timeZone: z.string() }),
  z.object({ unit: z.literal('month'), timeZone: z.string(), day: z.int() }),
  z.object({ unit: z.literal('days'), days: z.int(), anchor: z.string() }),
]);
const stored = { name: z.string(), onFailure: z.enum(FAILURE_MODES) };

const storedLease = z.int().nullable();
const storedRate = {
  ...stored,
  kind: z.literal('rate'),
  requests: z.int(),
  perSeconds: z.int(),
  burst: z.int(),
  leaseSeconds: storedLease,
};
const storedQuota = {
  ...stored,
  kind: z.literal('quota'),
  max: z.int(),
  period: storedPeriod,
  leaseSeconds: storedLease,
};
const storedCredits = {
  ...stored,
  kind: z.literal('credits'),
  max: z.int(),
  refill: z.object({ amount: z.int(), period: storedPeriod }).nullable(),
};
const storedScope = { scope: z.enum(LIMIT_SCOPES) };

/** A limit in responses. */
export const storedLimit = z.discriminatedUnion('kind', [
  z.object(storedRate),
  z.object(storedQuota),
  z.object(storedCredits),
]);

/** A limit of a plan in responses. */
export const storedPlanLimit = z.discriminatedUnion('kind', [
  z.object({ ...storedRate, ...storedScope }),
  z.object({ ...storedQuota, ...storedScope }),
  z.object({ ...storedCredits, ...storedScope }),
]);
