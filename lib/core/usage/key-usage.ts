import type { Outcome } from '../access/outcomes.ts';
import { requirePermission, satisfies } from '../access/permissions.ts';
import type { KeySettings } from '../keys/key.ts';
import type { LastUse } from './delivery.ts';
import { type Day, DENIALS_LOGGED_PER_DAY, dayOf, LAST_USE_WINDOW_MS } from './limits.ts';
import { OUTCOME_CLASSES } from './outcome-class.ts';

/** How many generations of a key are remembered: those that rotate, and some before. */
const GENERATIONS_KEPT = 4;
/** How many permissions of a key are remembered: all that it can carry at once, and some that it had before. */
const PERMISSIONS_KEPT = 64;

/** When each thing was used last, by its name. */
type LastUses = Readonly<Record<string, number>>;

/** What is known of a key's use. It is written with the key, and from then on when a window begins. */
export interface KeyUsage extends LastUse {
  readonly tenant: string;
  readonly key: string;
  /** Of the generations that were used, the newest. */
  readonly generations: LastUses;
  /** Of the permissions that the key carried when its use began to be watched, and others that it used since. */
  readonly permissions: Readonly<Record<string, number | null>>;
  /** How many denials the access log took on the last day that had some, before and after the secret matched. */
  readonly denialsLogged: { readonly day: Day; readonly unproven: number; readonly proven: number };
  /** Whether reports look at it: not once its key has ended. */
  readonly listed: boolean;
  readonly version: number;
}

/** The usage of a key whose use is watched from now on. */
export function newKeyUsage(
  { tenant, id, permissions }: Pick<KeySettings, 'tenant' | 'id' | 'permissions'>,
  trackedSinceMs: number,
): KeyUsage {
  return {
    tenant,
    key: id,
    trackedSinceMs,
    lastUsedAtMs: null,
    generations: {},
    permissions: Object.fromEntries(permissions.map((permission) => [permission, null])),
    denialsLogged: { day: 0, unproven: 0, proven: 0 },
    listed: true,
    version: 1,
  };
}

/** One use of a key: an allowed decision. */
export interface Use {
  readonly atMs: number;
  readonly generation?: number | undefined;
  readonly permission?: string | undefined;
}

/** What a use makes of a key's usage: the same object where it is in a window that was written already. */
export function recordUse(usage: KeyUsage, { atMs, generation, permission }: Use): KeyUsage {
  const next = { ...usage };
  if (isDue(usage.lastUsedAtMs, atMs)) next.lastUsedAtMs = atMs;
  if (generation !== undefined && isDue(usage.generations[generation], atMs)) {
    next.generations = newest({ ...usage.generations, [generation]: atMs });
  }
  const exercised = permission === undefined ? [] : exercisedBy(usage, permission, atMs);
  if (exercised.length > 0) {
    const times = exercised.map((name) => [name, atMs] as const);
    next.permissions = { ...usage.permissions, ...Object.fromEntries(times) };
  }
  const isNew =
    next.lastUsedAtMs !== usage.lastUsedAtMs ||
    next.generations !== usage.generations ||
    next.permissions !== usage.permissions;
  return isNew ? next : usage;
}

/** Returns the usage after a denial: the same object if the day's budget of the access log is spent. */
export function recordDenial(
  usage: KeyUsage,
  { atMs, outcome }: { readonly atMs: number; readonly outcome: Outcome },
): KeyUsage {
  const budget = OUTCOME_CLASSES[outcome] === 'unproven' ? 'unproven' : 'proven';
  const { denialsLogged: logged } = usage;
  const day = Math.max(dayOf(atMs), logged.day);
  const today = day === logged.day ? logged : { day, unproven: 0, proven: 0 };
  if (today[budget] >= DENIALS_LOGGED_PER_DAY[budget]) return usage;
  return { ...usage, denialsLogged: { ...today, [budget]: today[budget] + 1 } };
}

/** A line that comes late, or again, is older than what is written, and never due. */
function isDue(lastMs: number | null | undefined, atMs: number): boolean {
  return lastMs === null || lastMs === undefined || atMs >= lastMs + LAST_USE_WINDOW_MS;
}

/** What the key carries that grants what was required; of none known, the permission itself, given to it since. */
function exercisedBy({ permissions }: KeyUsage, required: string, atMs: number): string[] {
  const known = Object.keys(permissions);
  const granting = known.filter((held) => satisfies([held], requirePermission(required)));
  if (granting.length === 0) return known.length < PERMISSIONS_KEPT ? [required] : [];
  return granting.filter((held) => isDue(permissions[held], atMs));
}

function newest(generations: LastUses): LastUses {
  const kept = Object.entries(generations)
    .sort(([one], [other]) => Number(other) - Number(one))
    .slice(0, GENERATIONS_KEPT);
  return Object.fromEntries(kept);
}

/** The day on which the least used of its permissions was used last; where one never was, of its first watching. */
export function leastUsedDay({ permissions, trackedSinceMs }: KeyUsage): Day {
  const days = Object.values(permissions).map((lastMs) => dayOf(lastMs ?? trackedSinceMs));
  return Math.min(...days, Number.MAX_SAFE_INTEGER);
}
