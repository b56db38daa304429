import { describe, expect, it } from 'vitest';
import type { RotationCommandInput } from '../../../lib/contracts/rotation-command.ts';
import { updateKey } from '../../../lib/core/keys/update.ts';
import { unmanageKey } from '../../../lib/core/rotation/unmanage-key.ts';
import { HOUR, manageStage } from '../../core/rotation/manage-fixture.ts';
import { ADA, issue } from '../../support/sample-tenant.ts';
import { ADOPTING, createRequest, deleteRequest, PROPERTIES, updateRequest } from './requests.ts';
import { wholeProvider } from './whole-provider.ts';

type Properties = Readonly<Record<string, unknown>>;

const CREATED: Properties = { ...PROPERTIES, Owner: 'app' };
const STACK = createRequest().StackId;

/** A stack with the provider and the rotation function: each request has its own ID, as those of CloudFormation. */
async function stackWith(lostResponses: RotationCommandInput['command'][] = []) {
  const stage = await manageStage();
  const { deps, store, state } = stage;
  const provider = wholeProvider(deps, lostResponses);
  let requests = 0;
  const requestId = () => {
    requests += 1;
    return { RequestId: `request-${requests}` };
  };
  const create = (ResourceProperties: Properties, given: Properties = requestId()) =>
    provider.call(createRequest({ ResourceProperties, ...given }));
  const update = (id: string, from: Properties, to: Properties, given: Properties = requestId()) =>
    provider.call(
      updateRequest(
        {},
        { PhysicalResourceId: id, ResourceProperties: to, OldResourceProperties: from, ...given },
      ),
    );
  const remove = (id: string, ResourceProperties: Properties, given: Properties = requestId()) =>
    provider.call(deleteRequest({ PhysicalResourceId: id, ResourceProperties, ...given }));
  const managedKey = async (id: string) => ({ key: await store.readKey(id), managed: await state(id) });
  return { ...stage, provider, create, update, remove, managedKey, lostResponses };
}

describe('an update and its rollback', () => {
  it.each<[string, Properties]>([
    ['permissions that the template did not have', { Permissions: ['orders:*'] }],
    ['a name', { Name: 'Other' }],
    ['readers and windows', { Readers: [], Windows: [] }],
    ['an interval', { RotateEveryMs: 'never' }],
    ['a schedule', { Schedule: 'secrets-manager' }],
  ])('restore key and settings after an update of %s', async (_, changed) => {
    const { create, update, managedKey } = await stackWith();
    const { PhysicalResourceId: id } = await create(CREATED);
    const before = await managedKey(id);
    const next = { ...CREATED, ...changed };
    expect(await update(id, CREATED, next)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    expect(await managedKey(id)).not.toEqual(before);
    expect(await update(id, next, CREATED)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    const { key, managed } = await managedKey(id);
    expect({ ...key, version: before.key?.version }).toEqual(before.key);
    const { settingsVersion } = before.managed;
    expect({ ...managed, settingsVersion }).toEqual(before.managed);
  });

  it('restore the permissions if the response to the update is lost', async () => {
    const { create, update, managedKey, lostResponses } = await stackWith();
    const { PhysicalResourceId: id } = await create(CREATED);
    const { key: before } = await managedKey(id);
    const next = { ...CREATED, Permissions: ['orders:*'], Name: 'Other' };
    lostResponses.push('update-managed-key');
    expect(await update(id, CREATED, next)).toMatchObject({ Status: 'FAILED', PhysicalResourceId: id });
    lostResponses.pop();
    expect(await update(id, next, CREATED)).toMatchObject({ Status: 'SUCCESS' });
    expect((await managedKey(id)).key).toMatchObject({
      permissions: before?.permissions,
      name: before?.name,
    });
  });

  it('change nothing if they are repeated', async () => {
    const { create, update, memory } = await stackWith();
    const { PhysicalResourceId: id } = await create(CREATED);
    const next = { ...CREATED, Name: 'Other', RotateEveryMs: 'never' };
    await update(id, CREATED, next, { RequestId: 'update' });
    const events = memory.events.length;
    await update(id, CREATED, next, { RequestId: 'update' });
    await update(id, next, next);
    expect(memory.events).toHaveLength(events);
  });

  it('keep the name and permissions that an operator changed, if the template did not', async () => {
    const { deps, create, update, managedKey } = await stackWith();
    const { PhysicalResourceId: id } = await create(CREATED);
    await updateKey(deps, ADA, { tenant: 'acme', id }, { permissions: ['orders:read'] });
    await update(id, CREATED, { ...CREATED, RotateEveryMs: 'never' });
    expect((await managedKey(id)).key).toMatchObject({ permissions: ['orders:read'] });
  });
});

describe('an update of the identity', () => {
  it.each<[string, Properties]>([
    ['another tenant', { Tenant: 'globex' }],
    ['another owner', { Owner: 'boss' }],
    ['another environment', { Environment: 'test' }],
  ])('to %s is rejected, its rollback succeeds, and the key does not change', async (_, changed) => {
    const { create, update, managedKey } = await stackWith();
    const { PhysicalResourceId: id } = await create(CREATED);
    const before = await managedKey(id);
    const next = { ...CREATED, ...changed };
    expect(await update(id, CREATED, next)).toEqual({
      Status: 'FAILED',
      PhysicalResourceId: id,
      Reason: expect.stringContaining('another logical ID'),
    });
    expect(await update(id, next, CREATED)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    expect(await managedKey(id)).toEqual(before);
  });

  it('from a created key to an adopted one is rejected, and its rollback succeeds', async () => {
    const { deps, store, create, update, managedKey } = await stackWith();
    const { key: other } = await issue(deps);
    const { PhysicalResourceId: id } = await create(CREATED);
    const before = await managedKey(id);
    const next = { ...ADOPTING, AdoptedKey: other.id };
    expect(await update(id, CREATED, next)).toMatchObject({ Status: 'FAILED', PhysicalResourceId: id });
    expect(await store.readManagedKey(other.id)).toBeUndefined();
    expect(await update(id, next, CREATED)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id });
    expect(await managedKey(id)).toEqual(before);
  });

  it('from an adopted key to a created one is rejected, so that no deletion revokes it, and its rollback succeeds', async () => {
    const { deps, create, update, managedKey } = await stackWith();
    const { key } = await issue(deps);
    const adopting = { ...ADOPTING, AdoptedKey: key.id };
    expect(await create(adopting)).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: key.id });
    const before = await managedKey(key.id);
    const next = { ...CREATED, Owner: key.owner, RevokeOnDelete: 'true' };
    expect(await update(key.id, adopting, next)).toMatchObject({
      Status: 'FAILED',
      PhysicalResourceId: key.id,
    });
    expect(await update(key.id, next, adopting)).toMatchObject({ Status: 'SUCCESS' });
    expect(await managedKey(key.id)).toEqual(before);
  });

  it('to the default environment, which the key has, succeeds', async () => {
    const { create, update } = await stackWith();
    const { PhysicalResourceId: id } = await create(CREATED);
    expect(await update(id, CREATED, { ...CREATED, Environment: 'live' })).toMatchObject({
      Status: 'SUCCESS',
    });
  });
});

describe('an update of a key that an operator unmanaged', () => {
  const unmanage = (deps: Parameters<typeof unmanageKey>[0], keyId: string) =>
    unmanageKey({ ...deps, caller: ADA }, { tenant: 'acme', keyId, stack: STACK }, { revoke: false });

  it('manages the key again, with the name and permissions of the template', async () => {
    const { deps, create, update, managedKey } = await stackWith();
    const { PhysicalResourceId: id } = await create(CREATED);
    expect(await unmanage(deps, id)).toMatchObject({ outcome: 'done' });
    const next = { ...CREATED, Name: 'Other', Permissions: ['orders:read'] };
    expect(await update(id, CREATED, next)).toMatchObject({ Status: 'SUCCESS' });
    expect(await managedKey(id)).toMatchObject({
      key: { name: 'Other', permissions: ['orders:read'] },
      managed: { stack: STACK },
    });
  });

  it('keeps the grace period of the template', async () => {
    const { deps, clock, create, update, managedKey } = await stackWith();
    const { key } = await issue(deps);
    const adopting = { ...ADOPTING, AdoptedKey: key.id, ExistingValueGraceMs: String(HOUR) };
    await create(adopting);
    expect(await unmanage(deps, key.id)).toMatchObject({ outcome: 'done' });
    await update(key.id, adopting, { ...adopting, RotateEveryMs: 'never' });
    const { key: again } = await managedKey(key.id);
    const existing = again?.credentials.find(({ generation }) => generation === 1);
    expect(existing?.endsAtMs).toBe(clock.nowMs + HOUR);
  });

  it('does not adopt a key with another identity', async () => {
    const { deps, store, create, update } = await stackWith();
    const { PhysicalResourceId: id } = await create(CREATED);
    await unmanage(deps, id);
    expect(await update(id, CREATED, { ...CREATED, Owner: 'boss' })).toMatchObject({ Status: 'FAILED' });
    expect(await store.readManagedKey(id)).toBeUndefined();
  });
});

describe('a late or repeated request', () => {
  it('of a creation after the deletion does not create another key', async () => {
    const { create, remove, memory } = await stackWith();
    const { PhysicalResourceId: id } = await create(CREATED, { RequestId: 'create' });
    await remove(id, CREATED);
    const again = await create(CREATED, { RequestId: 'create' });
    expect(memory.keys.size).toBe(1);
    expect(again).toMatchObject({
      PhysicalResourceId: expect.stringMatching(new RegExp(`^(?:${id}|no-key-created|lost-creation:.*)$`)),
    });
  });

  it('of a deletion after another stack adopted the key changes nothing', async () => {
    const { provider, create, remove, managedKey } = await stackWith();
    const { PhysicalResourceId: id } = await create(CREATED);
    await remove(id, CREATED);
    const StackId = `${STACK}-other`;
    const adopting = { ...ADOPTING, AdoptedKey: id };
    await provider.call(createRequest({ StackId, RequestId: 'other', ResourceProperties: adopting }));
    const before = await managedKey(id);
    expect(before.managed.stack).toBe(StackId);
    expect(await remove(id, { ...CREATED, RevokeOnDelete: 'true' })).toMatchObject({ Status: 'SUCCESS' });
    expect(await managedKey(id)).toEqual(before);
  });

  it('of a deletion after the key was deleted or revoked succeeds', async () => {
    const { create, remove } = await stackWith();
    const revoking = { ...CREATED, RevokeOnDelete: 'true' };
    const { PhysicalResourceId: id } = await create(revoking);
    for (let attempt = 0; attempt < 3; attempt += 1)
      expect(await remove(id, revoking)).toEqual({ Status: 'SUCCESS', PhysicalResourceId: id });
  });

  it.each(['no-key-created', 'lost-creation:request-1', 'Payments-PaymentsKey-1ABCDEF'])(
    'of an update of a failed creation (%s) fails with the next step and sends no forged event',
    async (id) => {
      const { update, provider } = await stackWith();
      expect(await update(id, CREATED, CREATED)).toEqual({
        Status: 'FAILED',
        PhysicalResourceId: id,
        Reason: expect.stringContaining('another logical ID'),
      });
      expect(provider.rejectedEvents()).toBe(0);
    },
  );
});

describe('properties of other types', () => {
  const wrong = [null, 1, true, '', 'junk', [], {}, [1], [null], { Ref: 'Key' }, [['sat 02:00-04:00']]];
  const names = ['Tenant', 'Owner', 'Permissions', 'Windows', 'Readers', 'RotateEveryMs', 'RevokeOnDelete'];

  it.each(names.flatMap((name) => wrong.map((value) => [name, value] as const)))(
    '%s %j get a response, and a created key is revoked with the resource',
    async (name, value) => {
      const { create, update, remove, memory, provider } = await stackWith();
      const properties = { ...CREATED, RevokeOnDelete: 'true', [name]: value };
      const { Status, PhysicalResourceId } = await create(properties);
      expect(['SUCCESS', 'FAILED']).toContain(Status);
      expect(await remove(PhysicalResourceId, properties)).toMatchObject({ Status: 'SUCCESS' });
      expect([...memory.keys.values()].filter(({ status }) => status !== 'revoked')).toEqual([]);
      const { PhysicalResourceId: id } = await create(CREATED);
      await update(id, CREATED, properties);
      expect(await update(id, properties, CREATED)).toMatchObject({
        Status: 'SUCCESS',
        PhysicalResourceId: id,
      });
      expect(provider.rejectedEvents()).toBe(0);
    },
  );
});

it('returns and logs no key value, not even one that the template has in place of an ID', async () => {
  const { deps, create, update, remove, valueIn, provider } = await stackWith();
  const { value } = await issue(deps);
  const responses: unknown[] = [];
  const keep = async (response: Promise<unknown>) => responses.push(await response);
  const { PhysicalResourceId: id } = await create(CREATED);
  for (const name of [
    'AdoptedKey',
    'Tenant',
    'Owner',
    'Environment',
    'Readers',
    'Schedule',
    'Unknown',
    value,
  ]) {
    const base: Properties = name === 'AdoptedKey' ? ADOPTING : CREATED;
    const properties = { ...base, [name]: name === 'Readers' ? [value] : value };
    await keep(create(properties));
    await keep(update(id, CREATED, properties));
    await keep(remove(id, { ...properties, Tenant: 'globex' }));
  }
  const text = JSON.stringify(responses) + provider.log();
  expect(text).not.toContain(value);
  expect(text).not.toContain('a1B2a1B2');
  expect(text).not.toContain(valueIn(id));
});
