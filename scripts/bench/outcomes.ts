import type { AuthorizerHandler } from '../../lambdas/authorizer/handler.ts';
import { createLookup } from '../../lib/core/access/lookup.ts';
import type { Outcome } from '../../lib/core/access/outcomes.ts';
import { type KeyReader, UnavailableError } from '../../lib/core/store.ts';
import { restEvent } from '../samples/authorizer-events.ts';
import { type IssuedKey, issuedKey, NOW_MS, owner } from '../samples/issued-key.ts';
import { authorizerOver, callAsLambda } from './authorizer-in-memory.ts';
import { FLOOR, oneHash } from './hot-path.ts';
import type { Row, Table } from './report.ts';
import { interleave, ratios, summarize } from './samples.ts';
import { timedAwaits } from './timed-loop.ts';

export interface OutcomeCase {
  readonly name: string;
  readonly outcome: Outcome;
  readonly event: unknown;
  /** Whether the stage can suspend tenants, which adds a read. */
  readonly tenantSuspension?: boolean;
}

const CALLS = 200;

const active = issuedKey();
const boundToPerson = issuedKey({ boundBy: 'owner' });
const ownerMissing = issuedKey({ boundBy: 'owner', owner: 'gone' });
const revoked = issuedKey({ status: 'revoked', credentials: [] });
const disabled = issuedKey({ status: 'disabled' });
const expired = issuedKey({ expiresAtMs: NOW_MS });
const unreadable = issuedKey();
const deleted = issuedKey({ status: 'deleted' });
const neverStored = issuedKey();

const stored = [active, boundToPerson, ownerMissing, revoked, disabled, deleted, expired];
const keys = new Map(stored.map(({ key }) => [key.id, key]));
const person = owner({ kind: 'person', role: 'developer' });

/** A table with the keys above, except one that cannot be read. */
const memoryReader: KeyReader = {
  readKey: async (id) => {
    if (id === unreadable.key.id) throw new UnavailableError('the table of the benchmark does not respond');
    return keys.get(id);
  },
  readOwner: async (_tenant, id) => (id === person.id ? person : undefined),
  readSession: async () => undefined,
  readTenant: async () => undefined,
};

function sent({ value }: Pick<IssuedKey, 'value'>, method = 'GET') {
  return restEvent({ method, headers: [['Authorization', `Bearer ${value}`]] });
}

/** A request for every outcome of an authorizer. */
export const CASES: readonly OutcomeCase[] = [
  { name: 'allowed, unbound key', outcome: 'allowed', event: sent(active) },
  { name: 'allowed, bound key', outcome: 'allowed', event: sent(boundToPerson) },
  { name: 'missing', outcome: 'missing', event: restEvent({}) },
  {
    name: 'malformed',
    outcome: 'malformed',
    event: restEvent({ headers: [['Authorization', 'Basic YWRh']] }),
  },
  {
    name: 'unrecognized-credential',
    outcome: 'unrecognized-credential',
    event: sent({ value: `${active.value.slice(0, -1)}!` }),
  },
  { name: 'unavailable', outcome: 'unavailable', event: sent(unreadable) },
  { name: 'unknown', outcome: 'unknown', event: sent(neverStored) },
  { name: 'revoked', outcome: 'revoked', event: sent(revoked) },
  { name: 'disabled', outcome: 'disabled', event: sent(disabled) },
  { name: 'deleted', outcome: 'deleted', event: sent(deleted) },
  { name: 'expired', outcome: 'expired', event: sent(expired) },
  { name: 'owner-deactivated', outcome: 'owner-deactivated', event: sent(ownerMissing) },
  // A missing tenant denies its keys as a suspended one.
  { name: 'tenant-suspended', outcome: 'tenant-suspended', event: sent(active), tenantSuspension: true },
  { name: 'insufficient-permission', outcome: 'insufficient-permission', event: sent(active, 'DELETE') },
];

/** The authorizer of a case. By default its log lines are dropped. */
export function authorizerOf(
  { tenantSuspension = false }: OutcomeCase,
  write?: (line: string) => void,
): AuthorizerHandler {
  const lookup = createLookup(memoryReader, { tenantSuspension });
  return authorizerOver(memoryReader, { lookup, ...(write && { write }) });
}

/** What each outcome costs in the whole authorizer, from the event to the reply as JSON, without the table. */
export async function outcomeCosts(rounds: number, say: (text: string) => void): Promise<Table> {
  const candidates = CASES.map((each) => {
    const handler = authorizerOf(each);
    return { name: each.name, sample: timedAwaits(CALLS, () => callAsLambda(handler, each.event)) };
  });
  const floor = { name: FLOOR, sample: oneHash };
  const samples = await interleave([floor, ...candidates], rounds, (round) =>
    say(`outcomes ${round}/${rounds}`),
  );
  const rows = CASES.map(({ name }): Row => ({ name, ...summarize(ratios(samples, name, FLOOR)) }));
  return { title: 'Each outcome in the whole authorizer, in memory', unit: `× ${FLOOR}`, rows };
}
