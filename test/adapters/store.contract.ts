import { describe } from 'vitest';
import { auditTrail } from './store/audit-trail.contract.ts';
import { auditing } from './store/auditing.contract.ts';
import { budgets } from './store/budgets.contract.ts';
import { cascades } from './store/cascades.contract.ts';
import { creations } from './store/creations.contract.ts';
import { cursors } from './store/cursors.contract.ts';
import { expectedVersions } from './store/expected-versions.contract.ts';
import { idempotency } from './store/idempotency.contract.ts';
import { keyCount } from './store/key-count.contract.ts';
import { lineage } from './store/lineage.contract.ts';
import { listings } from './store/listings.contract.ts';
import { people } from './store/members.contract.ts';
import { replacing } from './store/replacing.contract.ts';
import { sessions } from './store/sessions.contract.ts';
import type { StoreUnderTest } from './store/store-under-test.ts';
import { updates } from './store/updates.contract.ts';

/** Everything that the port promises. Each test has a tenant of its own: the real table is shared. */
export function storeContract(name: string, makeStore: () => StoreUnderTest): void {
  describe(name, () => {
    const subject = makeStore();
    creations(subject);
    idempotency(subject);
    updates(subject);
    people(subject);
    lineage(subject);
    replacing(subject);
    keyCount(subject);
    cascades(subject);
    expectedVersions(subject);
    sessions(subject);
    budgets(subject);
    auditing(subject);
    auditTrail(subject);
    listings(subject);
    cursors(subject);
  });
}

/** The part of the port that decisions use: every entity that they read, as created, updated and revoked. */
export function decisionReads(name: string, makeStore: () => StoreUnderTest): void {
  describe(name, () => {
    const subject = makeStore();
    creations(subject);
    updates(subject);
    sessions(subject);
  });
}
