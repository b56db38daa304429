import type { Outcome } from '../access/outcomes.ts';
import { requirePermission, satisfies } from '../access/permissions.ts';
import type { KeySettings } from '../keys/key.ts';
import type { LastUse } from './delivery.ts';
import { type Day, DENIALS_LOGGED_PER_DAY, dayOf, LAST_USE_WINDOW_MS } from './limits.ts';
import { OUTCOME_CLASSES } from './outcome-class.ts';

/** The most generations of a key that are stored: the valid ones and some earlier ones. */
const GENERATIONS_KEPT = 4;
/** The most permissions of a key that are stored: all that it can have, and some earlier ones. */
const PERMISSIONS_KEPT = 64;

/** The time of the last use, by name. */
type LastUses = Readonly<Record<string, number>>;

interface DenialsLogged {
  readonly day: Day;
  readonly unproven: number;
  readonly proven: number;
}

/** A delivery, and what its access log entries depend on: a repetition must find the same entries. */
export interface LastDelivery {
  readonly id: string;
  readonly lastUsedAtMs: number | null;
  readonly denialsLogged: DenialsLogged;
}

/** The recorded use of a key. It is written with the key and at the first use in each window. */
export interface KeyUsage extends LastUse {
  readonly tenant: string;
  readonly key: string;
  /** The newest used generations. */
  readonly generations: LastUses;
  /** The permissions at the start of recording, and others that were used since. */
  readonly permissions: Readonly<Record<string, number | null>>;
  /** The number of logged denials on the last day with denials, before and after the secret matched. */
  readonly denialsLogged: DenialsLogged;
  /** The last recorded delivery that changed the usage, with the state before it; null before the first one. */
  readonly lastDelivery: LastDelivery | null;
  /** Whether reports include it: not after its key has ended. */
  readonly listed: boolean;
  readonly version: number;
}

/** The usage of a key when recording starts. */
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
    lastDelivery: null,
    listed: true,
    version: 1,
  };
}

/** A use of a key: an allowed decision. */
export interface Use {
  readonly atMs: number;
  readonly generation?: number | undefined;
  readonly permission?: string | undefined;
}

/** Returns the usage after a use: the same object if the use is in a window that is already written. */
export function recordUse(usage: KeyUsage, { atMs, generation, permission }: Use): KeyUsage {
  const next = { ...usage };
  if (isDue(usage.lastUsedAtMs, atMs)) next.lastUsedAtMs = atMs;
  if (generation !== undefined && isDue(usage.generations[generation], atMs)) {
    const generations = newest({ ...usage.generations, [generation]: atMs });
    if (generation in generations) next.generations = generations;
  }
  const granting = permission === undefined ? [] : grantingPermissions(usage, permission, atMs);
  if (granting.length > 0) {
    const times = granting.map((name) => [name, atMs] as const);
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

/** A late or repeated line is older than the written use and never due. */
function isDue(lastMs: number | null | undefined, atMs: number): boolean {
  return lastMs === null || lastMs === undefined || atMs >= lastMs + LAST_USE_WINDOW_MS;
}

/**
 * The known permissions that grant the required one; if there are none, the required permission, added to the key
 * since.
 */
function grantingPermissions({ permissions }: KeyUsage, required: string, atMs: number): string[] {
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

/** The day of the last use of a key; without use, the day recording started. */
export function lastUsedDay({ lastUsedAtMs, trackedSinceMs }: KeyUsage): Day {
  return dayOf(lastUsedAtMs ?? trackedSinceMs);
}

/** The day of the last use of its least used permission; for a permission without use, the day recording started. */
export function leastUsedDay({ permissions, trackedSinceMs }: KeyUsage): Day {
  const days = Object.values(permissions).map((lastMs) => dayOf(lastMs ?? trackedSinceMs));
  return Math.min(...days, Number.MAX_SAFE_INTEGER);
}
