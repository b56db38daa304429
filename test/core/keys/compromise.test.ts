import { beforeEach, expect, it } from 'vitest';
import { renewKey } from '../../../lib/core/keys/renew.ts';
import { revokeKey } from '../../../lib/core/keys/revoke.ts';
import type { KeyName } from '../../../lib/core/keys/update-key-with-retry.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import { outcomeOf } from '../../support/decide-on-value.ts';
import { NOON } from '../../support/entities.ts';
import { ADA, issue, issueChild } from '../../support/sample-tenant.ts';
import { tenantForEachTest } from '../../support/tenant-for-each-test.ts';
import { expectChildrenToEnd } from './concurrent-children.ts';

const { faults, store, deps } = tenantForEachTest();
let root: Awaited<ReturnType<typeof issue>>;
let rootName: { tenant: string; id: string };

beforeEach(async () => {
  root = await issue(deps);
  rootName = { tenant: 'acme', id: root.key.id };
});

type Issued = typeof root;

function childOf(parent: Issued): Promise<Issued> {
  return issueChild(deps, parent.key);
}

async function renewed({ key: { tenant, id } }: Issued): Promise<Issued> {
  const result = await renewKey(deps, ADA, { tenant, id });
  if (result.outcome !== 'issued') throw new Error(`expected a key, got ${result.outcome}`);
  return result;
}

function outcomesOf(keys: readonly Issued[]) {
  return Promise.all(keys.map(({ value }) => outcomeOf(deps, value)));
}

it('revokes all keys created with a compromised key and no others', async () => {
  const children = [await childOf(root), await childOf(root)];
  const grandchildren: Issued[] = [];
  for (const each of children) grandchildren.push(await childOf(each));
  const sibling = await issue(deps);
  const others = [sibling, await childOf(sibling), await renewed(root)];

  expect(await revokeKey(deps, ADA, rootName, 'compromised')).toMatchObject({ cascade: 'complete' });

  expect(await outcomesOf([root, ...children, ...grandchildren])).toEqual(Array(5).fill('revoked'));
  expect(await outcomesOf(others)).toEqual(Array(3).fill('allowed'));
  for (const { key } of [...children, ...grandchildren]) {
    expect(await store.readKey(key.id)).toMatchObject({
      credentials: [],
      revocation: { by: ADA.id, reason: 'compromised' },
    });
  }
});

it('keeps a key that an administrator renewed from a compromised key', async () => {
  const child = await childOf(root);
  const [ofRoot, ofChild] = [await renewed(root), await renewed(child)];
  await revokeKey(deps, ADA, rootName, 'compromised');
  expect(await outcomesOf([root, child, ofRoot, ofChild])).toEqual([
    'revoked',
    'revoked',
    'allowed',
    'allowed',
  ]);
  // It is found from the child, for an administrator who wants to end it as well.
  expect((await store.readDescendants(child.key.id)).successors).toEqual([ofChild.key.id]);
});

it('keeps the parent of a compromised key', async () => {
  const child = await childOf(root);
  await revokeKey(deps, ADA, { tenant: 'acme', id: child.key.id }, 'compromised');
  expect(await outcomesOf([root, child])).toEqual(['allowed', 'revoked']);
});

it('keeps derived keys for any other reason until the key is marked as compromised', async () => {
  const child = await childOf(root);
  for (const reason of ['unspecified', 'superseded'] as const) {
    await revokeKey(deps, ADA, rootName, reason);
    expect(await outcomesOf([child])).toEqual(['allowed']);
  }
  await revokeKey(deps, ADA, rootName, 'compromised');
  expect(await outcomesOf([child])).toEqual(['revoked']);
});

it('revokes all of 40 derived keys', async () => {
  const children: Issued[] = [];
  for (let count = 0; count < 40; count += 1) children.push(await childOf(root));
  await revokeKey(deps, ADA, rootName, 'compromised');
  expect(new Set(await outcomesOf(children))).toEqual(new Set(['revoked']));
});

it.each(['beforeCommit', 'afterCommit'] as const)(
  'revokes the key itself after a failure (%s), and the derived keys on repetition',
  async (moment) => {
    const children = [await childOf(root), await childOf(root), await childOf(root)];
    const descendants = [...children];
    for (const child of children) descendants.push(await childOf(child));
    let commits = 0;
    faults[moment] = () => {
      commits += 1;
      if (commits > 2) throw new UnavailableError('no answer');
    };
    expect(await revokeKey(deps, ADA, rootName, 'compromised')).toMatchObject({
      outcome: 'done',
      cascade: 'pending',
    });
    faults[moment] = undefined;
    expect(await outcomesOf([root])).toEqual(['revoked']);
    expect(await outcomesOf(descendants)).toContain('allowed');

    const done = await revokeKey(deps, ADA, rootName, 'compromised');

    expect(done).toMatchObject({ outcome: 'done', key: { version: 2 }, cascade: 'complete' });
    expect(await outcomesOf(descendants)).toEqual(Array(6).fill('revoked'));
  },
);

it('writes one event per revocation for any number of repetitions', async () => {
  const child = await childOf(root);
  const eventsBefore = store.events.length;
  for (let time = 1; time <= 3; time += 1) await revokeKey(deps, ADA, rootName, 'compromised');
  expect(store.events.slice(eventsBefore)).toMatchObject([
    { action: 'key.revoked', subject: { id: root.key.id } },
    { action: 'key.revoked', subject: { id: child.key.id } },
  ]);
});

it('reports keys that could not be revoked, so that the run is repeated', async () => {
  const child = await childOf(root);
  const conflict: UseCaseDeps = {
    ...deps,
    store: {
      ...store,
      commit: async (change, event) =>
        change.kind === 'update-key' && change.key.id === child.key.id
          ? 'version-conflict'
          : store.commit(change, event),
    },
  };
  expect(await revokeKey(conflict, ADA, rootName, 'compromised')).toMatchObject({ cascade: 'pending' });
  expect(await outcomesOf([root, child])).toEqual(['revoked', 'allowed']);
});

it('leaves no key that was created concurrently with the revocation of its compromised parent', async () => {
  const revoke = (parent: KeyName) => revokeKey(deps, ADA, parent, 'compromised');
  await expectChildrenToEnd({ deps, faults }, revoke, { outcome: 'done' });
});

it.each([0, 1, 2])('reports a pending cascade if one of three keys is not revoked: number %i', async (at) => {
  const children = [await childOf(root), await childOf(root), await childOf(root)];
  faults.beforeCommit = (change) => {
    const isFailing = change.kind === 'update-key' && change.key.id === children[at]?.key.id;
    if (isFailing) throw new UnavailableError('no answer');
  };
  expect(await revokeKey(deps, ADA, rootName, 'compromised')).toMatchObject({
    outcome: 'done',
    cascade: 'pending',
  });
  const outcomes = await outcomesOf(children);
  expect(outcomes.map((each) => each === 'allowed')).toEqual([0, 1, 2].map((each) => each === at));
});

it('reports no pending cascade for a key whose revocation is not stored', async () => {
  await childOf(root);
  faults.beforeCommit = () => {
    throw new UnavailableError('no answer');
  };
  await expect(revokeKey(deps, ADA, rootName, 'compromised')).rejects.toThrow(UnavailableError);
  expect(await store.listPending(NOON + 1, 10)).toEqual([]);
});

it('starts a cascade only for a compromised key, also if its reason becomes more severe', async () => {
  faults.beforeFinish = () => {
    throw new UnavailableError('no answer');
  };
  await revokeKey(deps, ADA, rootName, 'superseded');
  expect(await store.listPending(NOON + 1, 10)).toEqual([]);
  await revokeKey(deps, ADA, rootName, 'compromised');
  expect(await store.listPending(NOON + 1, 10)).toEqual([{ keyId: root.key.id, sinceMs: NOON }]);
});
