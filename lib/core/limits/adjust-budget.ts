import { ownerAccess } from '../access/decide.ts';
import type { Caller } from '../audit/event.ts';
import { type CreateOnceRejection, commitCreation, createOnce } from '../idempotency/create-once.ts';
import type { IdempotencyToken } from '../idempotency/record.ts';
import { readBoundOwner } from '../owners/bound-owner.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { auditEvent, type UseCaseDeps } from '../use-case.ts';
import { LIMIT_BOUNDS } from './bounds.ts';
import type { BucketReader } from './bucket.ts';
import { type Budget, readBudgets } from './budgets.ts';
import type { CreditLimit, Limit } from './limit.ts';
import {
  type BucketScope,
  type LimitSettings,
  limitedBuckets,
  ownerBuckets,
  type ScopedBucket,
  tenantBuckets,
} from './limited-buckets.ts';
import { planCharge, statusesOf } from './plan-charge.ts';
import { planReset } from './plan-reset.ts';
import { restartThresholds } from './thresholds.ts';

export interface BudgetDeps extends UseCaseDeps, LimitSettings {
  readonly buckets: BucketReader;
}

/** A key, an owner or a tenant whose requests are limited. */
export interface LimitedSubject {
  readonly kind: BucketScope;
  readonly tenant: string;
  readonly id: string;
}

type Found = { readonly outcome: 'found'; readonly budgets: readonly Budget[] };

/** The limits that the requests of a subject are charged to, with their remaining budgets. */
export async function showBudgets(
  deps: BudgetDeps,
  subject: LimitedSubject,
): Promise<Found | { readonly outcome: 'not-found' }> {
  const limited = await bucketsOf(deps, subject);
  return limited ? found(deps, limited) : { outcome: 'not-found' };
}

/** Restores the full budget of a limit of the subject itself: its derived keys and sessions share that budget. */
export function resetLimit(
  deps: BudgetDeps,
  caller: Caller,
  subject: LimitedSubject,
  name: string,
): Promise<Found | { readonly outcome: 'not-found' | 'conflict' }> {
  return retryOnConflict<Found | { readonly outcome: 'not-found' }>(deps.backoff, async () => {
    const target = await ownLimit(deps, subject, name);
    if (!target) return { outcome: 'not-found' };
    const { own, limit, limited } = target;
    const nowMs = deps.clock();
    const [before] = statusesOf([limit], await deps.buckets.read(own.bucket), nowMs);
    const [after] = statusesOf([limit], {}, nowMs);
    const event = auditEvent(deps, caller, {
      action: 'limit.reset',
      tenant: subject.tenant,
      subject: { kind: subject.kind, id: subject.id },
      before: { limit: name, remaining: before?.remaining ?? 0 },
      after: { limit: name, remaining: after?.remaining ?? 0 },
    });
    const update = planReset(own.limits, limit, nowMs);
    const outcome = await deps.store.commit({ kind: 'update-bucket', bucket: own.bucket, update }, event);
    return outcome === 'committed' ? found(deps, limited) : 'version-conflict';
  });
}

export type AddCreditsResult =
  | Found
  | { readonly outcome: 'not-found' | 'limit-without-credits' | 'balance-out-of-bounds' }
  | { readonly outcome: CreateOnceRejection };

/** Adds credits to a balance of a subject, which may then exceed the maximum of a refill. A token adds them once. */
export function addCredits(
  deps: BudgetDeps,
  caller: Caller,
  { subject, name, add }: { readonly subject: LimitedSubject; readonly name: string; readonly add: number },
  token?: IdempotencyToken,
): Promise<AddCreditsResult> {
  const { tenant, kind, id } = subject;
  return createOnce<AddCreditsResult>(deps, token, {
    create: async () => {
      const target = await ownLimit(deps, subject, name);
      if (!target) return { outcome: 'not-found' };
      const { own, limit, limited } = target;
      if (limit.kind !== 'credits') return { outcome: 'limit-without-credits' };
      const state = await deps.buckets.read(own.bucket);
      const nowMs = deps.clock();
      const balance = balanceOf(limit, state, nowMs) + add;
      if (balance > LIMIT_BOUNDS.amount.max) return { outcome: 'balance-out-of-bounds' };
      const charge = planCharge({ limits: [limit], itemLimits: own.limits }, state, {
        nowMs,
        cost: -add,
        attempt: 1,
      });
      if ('exceeded' in charge) return { outcome: 'balance-out-of-bounds' };
      const update = { ...charge, set: [...charge.set, ...restartThresholds(limit, nowMs)] };
      const outcome = await commitCreation(
        deps,
        caller,
        { action: 'credits.added', tenant, subject: { kind, id }, after: { limit: name, added: add } },
        token,
        (record) => ({ kind: 'update-bucket', bucket: own.bucket, update, record }),
      );
      return outcome === 'committed' ? found(deps, limited) : 'version-conflict';
    },
    repeat: () => showBudgets(deps, subject),
  });
}

async function found(deps: BudgetDeps, limited: readonly ScopedBucket[]): Promise<Found> {
  return { outcome: 'found', budgets: await readBudgets(deps, limited) };
}

function balanceOf(limit: CreditLimit, state: Parameters<typeof statusesOf>[1], nowMs: number): number {
  return statusesOf([limit], state, nowMs)[0]?.remaining ?? 0;
}

interface OwnLimit {
  readonly own: ScopedBucket;
  readonly limit: Limit;
  readonly limited: readonly ScopedBucket[];
}

async function ownLimit(
  deps: BudgetDeps,
  subject: LimitedSubject,
  name: string,
): Promise<OwnLimit | undefined> {
  const limited = await bucketsOf(deps, subject);
  const own = limited?.find(({ scope }) => scope === subject.kind);
  const limit = own?.limits.find((each) => each.name === name);
  return limited && own && limit && { own, limit, limited };
}

/** The buckets that requests of the subject charge; undefined if the subject does not exist. */
async function bucketsOf(
  deps: BudgetDeps,
  { kind, tenant, id }: LimitedSubject,
): Promise<readonly ScopedBucket[] | undefined> {
  switch (kind) {
    case 'key': {
      const key = await deps.store.readKey(id);
      if (key?.tenant !== tenant) return undefined;
      return limitedBuckets({ key, ...ownerAccess(key, await readBoundOwner(deps.store, key)) }, deps);
    }
    case 'owner': {
      const owner = await deps.store.readOwner(tenant, id);
      return owner && ownerBuckets(owner, deps);
    }
    case 'tenant':
      return (await deps.store.readTenant(tenant)) && tenantBuckets(tenant, deps);
  }
}
