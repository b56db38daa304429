import { beforeEach, describe, expect, it } from 'vitest';
import { resumeCascade } from '../../../lib/core/keys/cascade.ts';
import type { Key } from '../../../lib/core/keys/key.ts';
import { MS_PER_DAY } from '../../../lib/core/keys/lifetime.ts';
import { renewKey, replaceKey } from '../../../lib/core/keys/renew.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import { updateKey } from '../../../lib/core/keys/update.ts';
import type { KeyName } from '../../../lib/core/keys/update-key-with-retry.ts';
import { deactivateOwner } from '../../../lib/core/owners/deactivate.ts';
import { updateOwner } from '../../../lib/core/owners/update.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { updateTenant } from '../../../lib/core/tenants/update.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { NOON } from '../../support/entities.ts';
import { ADA, issue, issueChild } from '../../support/sample-tenant.ts';
import { tenantForEachTest } from '../../support/tenant-for-each-test.ts';
import { expectChildrenToEnd } from './concurrent-children.ts';

const { clock, faults, store, deps } = tenantForEachTest();
let key: Key;
let value: string;
let keyName: { tenant: string; id: string };

beforeEach(async () => {
  ({ key, value } = await issue(deps));
  keyName = { tenant: 'acme', id: key.id };
});

async function replace() {
  const result = await replaceKey(deps, ADA, keyName);
  if (result.outcome !== 'issued') throw new Error(`expected a key, got ${result.outcome}`);
  return result;
}

function child() {
  return issueChild(deps, key);
}

it('ends the old key and creates the new one in one write: never both accepted, never neither', async () => {
  const seen: unknown[] = [];
  const look = async () => {
    const { successors } = await store.readDescendants(key.id);
    seen.push([await outcomeOf(deps, value), successors.length]);
  };
  faults.beforeCommit = look;
  faults.afterCommit = look;

  const replacement = await replace();

  expect(seen).toEqual([
    ['allowed', 0],
    ['revoked', 1],
  ]);
  expect(await outcomeOf(deps, replacement.value)).toBe('allowed');
});

it('revokes the old key as compromised, deletes its digest, and links both keys', async () => {
  const digest = key.credentials[0]?.digest ?? 'a key without a credential';
  const replacement = await replace();
  expect(await store.readKey(key.id)).toEqual({
    ...key,
    status: 'revoked',
    credentials: [],
    revocation: { atMs: NOON, by: ADA.id, reason: 'compromised' },
    version: 2,
  });
  expect(store.dump()).not.toContain(digest);
  expect(replacement.key).toMatchObject({
    lineage: { predecessor: key.id, parent: null },
    permissions: key.permissions,
    metadata: key.metadata,
    expiresAtMs: null,
  });
  expect(await store.readDescendants(key.id)).toMatchObject({ successors: [replacement.key.id] });
});

it('writes two events, and names the new key in that of the old key', async () => {
  const eventsBefore = store.events.length;
  const { key: successor } = await replace();
  expect(store.events.slice(eventsBefore)).toMatchObject([
    {
      action: 'key.revoked',
      subject: { kind: 'key', id: key.id },
      caller: ADA,
      before: { status: 'active' },
      after: { status: 'revoked', revocation: { reason: 'compromised' }, successor: successor.id },
    },
    { action: 'key.issued', subject: { kind: 'key', id: successor.id } },
  ]);
});

it('does not overwrite a concurrent update of the old key, and decides again on its new state', async () => {
  faults.beforeCommit = async () => {
    faults.beforeCommit = undefined;
    await updateKey(deps, ADA, keyName, { permissions: ['read'] });
  };
  const replacement = await replace();
  expect(replacement.key.permissions).toEqual(['read']);
  expect(await store.readKey(key.id)).toMatchObject({ permissions: ['read'], status: 'revoked', version: 3 });
  expect((await store.readDescendants(key.id)).successors).toEqual([replacement.key.id]);
});

it('does not replace or change a key that is revoked in between', async () => {
  faults.beforeCommit = async () => {
    faults.beforeCommit = undefined;
    await revokeKey(deps, { ...ADA, id: 'bob' }, keyName, 'superseded');
  };
  expect(await replaceKey(deps, ADA, keyName)).toEqual({ outcome: 'revoked', successors: [] });
  expect(await store.readKey(key.id)).toMatchObject({ revocation: { by: 'bob', reason: 'superseded' } });
});

it('issues no second key for a second replacement, and names the first', async () => {
  const replacement = await replace();
  const before = store.dump();
  for (const _ of [1, 2])
    expect(await replaceKey(deps, ADA, keyName)).toEqual({
      outcome: 'revoked',
      successors: [replacement.key.id],
    });
  expect(store.dump()).toBe(before);
});

it('replaces a key once for 16 concurrent requests without a token, and the others name its successor', async () => {
  const results = await Promise.all(Array.from({ length: 16 }, () => replaceKey(deps, ADA, keyName)));
  const [issued, ...others] = results.toSorted((one) => (one.outcome === 'issued' ? -1 : 1));
  if (issued?.outcome !== 'issued') throw new Error('expected a key');
  const successors = [issued.key.id];
  expect(others).toEqual(Array.from({ length: 15 }, () => ({ outcome: 'revoked', successors })));
});

it('replaces a key once for 16 concurrent requests with one token', async () => {
  const token = { id: 't', bodyDigest: 'b' };
  const results = await Promise.all(Array.from({ length: 16 }, () => replaceKey(deps, ADA, keyName, token)));
  expect(results.filter(({ outcome }) => outcome === 'issued')).toHaveLength(1);
  expect(results.filter(({ outcome }) => outcome === 'value-unavailable')).toHaveLength(15);
  expect((await store.readDescendants(key.id)).successors).toHaveLength(1);
  expect(await store.readKey(key.id)).toMatchObject({ version: 2 });
});

it('keeps the old key unchanged if no key can be issued', async () => {
  await deactivateOwner(deps, ADA, { tenant: 'acme', id: 'app' });
  const before = store.dump();
  expect(await replaceKey(deps, ADA, keyName)).toEqual({ outcome: 'owner-deactivated' });
  expect(await replaceKey(deps, ADA, { ...keyName, tenant: 'beta' })).toEqual({ outcome: 'not-found' });
  expect(store.dump()).toBe(before);
});

it('keeps the old key unchanged if the commit fails', async () => {
  faults.beforeCommit = () => {
    throw new UnavailableError('no answer');
  };
  const before = store.dump();
  await expect(replaceKey(deps, ADA, keyName)).rejects.toThrow(UnavailableError);
  expect(store.dump()).toBe(before);
  expect(await outcomeOf(deps, value)).toBe('allowed');
});

it('ends keys and sessions that were created with the old key, and not its successor', async () => {
  const made = await child();
  const replacement = await replace();
  expect(await outcomeOf(deps, made.value)).toBe('revoked');
  expect(await outcomeOf(deps, replacement.value)).toBe('allowed');
});

it('writes nothing if no key can be issued, so that derived keys stay accepted', async () => {
  const made = await child();
  const unbound = await issue(deps, { boundBy: 'none' });
  const grandchild = await issueChild(deps, unbound.key);
  await deactivateOwner(deps, ADA, { tenant: 'acme', id: 'app' });
  const before = store.dump();
  for (const id of [key.id, unbound.key.id]) {
    expect(await replaceKey(deps, ADA, { tenant: 'acme', id })).toEqual({ outcome: 'owner-deactivated' });
  }
  expect(store.dump()).toBe(before);
  expect(await store.readKey(made.key.id)).toMatchObject({ status: 'active' });
  expect(await outcomeOf(deps, grandchild.value)).toBe('allowed');
});

describe('an interrupted cascade', () => {
  const LATER = NOON + 1;

  async function interrupted() {
    const made = [await child(), await child(), await child()];
    const [first] = made;
    faults.beforeCommit = (change) => {
      if (change.kind === 'update-key' && change.key.id === first?.key.id)
        throw new UnavailableError('no answer');
    };
    const result = await replaceKey(deps, ADA, keyName);
    faults.beforeCommit = undefined;
    const outcomes = await Promise.all(made.map(({ value }) => outcomeOf(deps, value)));
    return { result, outcomes, made };
  }

  it('is reported together with the new value, which is returned only once', async () => {
    const { result, outcomes } = await interrupted();
    expect(result).toMatchObject({ outcome: 'issued', cascade: 'pending' });
    expect('value' in result && (await outcomeOf(deps, result.value))).toBe('allowed');
    expect(outcomes.toSorted()).toEqual(['allowed', 'revoked', 'revoked']);
  });

  it('stays stored until it is complete, so that any later run can resume it', async () => {
    const { made } = await interrupted();
    expect(await store.listPending(LATER, 10)).toEqual([{ keyId: key.id, sinceMs: NOON }]);

    await resumeCascade(deps, ADA, key.id);

    for (const { value } of made) expect(await outcomeOf(deps, value)).toBe('revoked');
    expect(await store.listPending(LATER, 10)).toEqual([]);
  });

  it('is completed by revoking the key as compromised again', async () => {
    const { made } = await interrupted();
    expect(await revokeKey(deps, ADA, keyName, 'compromised')).toMatchObject({ cascade: 'complete' });
    for (const { value } of made) expect(await outcomeOf(deps, value)).toBe('revoked');
    expect(await store.listPending(LATER, 10)).toEqual([]);
  });

  it('fails while keys are left, so that it is retried', async () => {
    const { made } = await interrupted();
    faults.beforeCommit = () => {
      throw new UnavailableError('no answer');
    };
    await expect(resumeCascade(deps, ADA, key.id)).rejects.toThrow('not revoked yet');
    faults.beforeCommit = undefined;
    expect(await Promise.all(made.map(({ value }) => outcomeOf(deps, value)))).toContain('allowed');
    expect(await store.listPending(LATER, 10)).toHaveLength(1);
  });

  it('is pending until its end is stored', async () => {
    await child();
    faults.beforeFinish = () => {
      throw new UnavailableError('no answer');
    };
    expect(await replaceKey(deps, ADA, keyName)).toMatchObject({ outcome: 'issued', cascade: 'pending' });
    expect(await store.listPending(LATER, 10)).toHaveLength(1);
  });

  it('completes all its writes before the response', async () => {
    for (let count = 0; count < 4; count += 1) await child();
    let commits = 0;
    faults.beforeCommit = async ({ kind }) => {
      if (kind !== 'update-key') return;
      commits += 1;
      if (commits === 1) throw new UnavailableError('no answer');
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    };
    await replaceKey(deps, ADA, keyName);
    const atAnswer = store.dump();
    await new Promise(setImmediate);
    expect(store.dump()).toBe(atAnswer);
    expect(atAnswer.match(/"reason":"compromised"/g)).not.toBeNull();
  });

  it('stops in time for the response, and reports the rest as pending', async () => {
    for (let count = 0; count < 17; count += 1) await child();
    faults.beforeCommit = ({ kind }) => {
      if (kind === 'update-key') clock.nowMs += 1000;
    };
    expect(await replaceKey(deps, ADA, keyName)).toMatchObject({ outcome: 'issued', cascade: 'pending' });
    faults.beforeCommit = undefined;
    await resumeCascade(deps, ADA, key.id);
    expect(await store.listPending(clock.nowMs + 1, 10)).toEqual([]);
  });
});

it('ends keys that are created with a key during its replacement, for any order of the requests', async () => {
  const replaceParent = (parent: KeyName) => replaceKey(deps, ADA, parent);
  await expectChildrenToEnd({ deps, faults }, replaceParent, { outcome: 'issued', cascade: 'complete' });
});

describe.each([
  ['renewing', renewKey],
  ['replacing', replaceKey],
])('%s a key', (_, succeed) => {
  it('reads tenant, owner and key once before the commit', async () => {
    const reads: string[] = [];
    const counted: UseCaseDeps = {
      ...deps,
      store: {
        ...store,
        readTenant: (id) => {
          reads.push('tenant');
          return store.readTenant(id);
        },
        readOwner: (tenant, id) => {
          reads.push('owner');
          return store.readOwner(tenant, id);
        },
        readKey: (id) => {
          reads.push('key');
          return store.readKey(id);
        },
        commit: (change, event) => {
          reads.push('commit');
          return store.commit(change, event);
        },
      },
    };
    await succeed(counted, ADA, keyName);
    expect(reads.slice(0, reads.indexOf('commit')).toSorted()).toEqual(['key', 'owner', 'tenant']);
  });

  it.each<[string, () => Promise<unknown>, object]>([
    [
      'the role of its owner becomes smaller',
      () => updateOwner(deps, ADA, { tenant: 'acme', id: 'dev' }, { role: 'auditor' }),
      { permissions: ['read'] },
    ],
    [
      'a limit of its tenant becomes shorter',
      () => updateTenant(deps, ADA, 'acme', { maxKeyLifetimeDays: 7 }),
      { expiresAtMs: NOON + 7 * MS_PER_DAY },
    ],
    [
      'the key itself gets other permissions',
      () => updateKey(deps, ADA, keyName, { permissions: ['write'] }),
      { permissions: ['write'] },
    ],
  ])('decides again if, between its read and its write, %s', async (_change, change, expected) => {
    ({ key } = await issue(deps, { owner: 'dev' }));
    keyName = { tenant: 'acme', id: key.id };
    faults.beforeCommit = async () => {
      faults.beforeCommit = undefined;
      await change();
    };
    expect(await succeed(deps, ADA, keyName)).toMatchObject({ outcome: 'issued', key: expected });
  });
});
