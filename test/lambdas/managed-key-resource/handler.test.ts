import { describe, expect, it, vi } from 'vitest';
import { createHandler } from '../../../lambdas/managed-key-resource/handler.ts';
import {
  type RotationCommandInput,
  type RotationResponse,
  rotationCommand,
} from '../../../lib/contracts/rotation-command.ts';
import { HOUR, MINUTE, manageStage } from '../../core/rotation/manage-fixture.ts';
import { NOON } from '../../support/entities.ts';
import { issue } from '../../support/sample-tenant.ts';
import { ADOPTING, createRequest, deleteRequest, PROPERTIES, updateRequest } from './requests.ts';
import { wholeProvider } from './whole-provider.ts';

const DONE = {
  outcome: 'done',
  keyId: 'key1',
  secretArn: 'arn:secret-of-key1',
  propagatedByMs: null,
} as const;
const MADE = {
  Status: 'SUCCESS',
  PhysicalResourceId: 'key1',
  Data: { SecretArn: 'arn:secret-of-key1', KeyId: 'key1' },
};

/** The provider with a fake rotation function that returns these responses in order. */
function provider(...answers: (RotationResponse | Error)[]) {
  const commands: RotationCommandInput[] = [];
  const respond = vi.fn();
  const lines: string[] = [];
  const handler = createHandler({
    send: async (command) => {
      // Validates commands as the rotation function does.
      rotationCommand.parse(command);
      commands.push(command);
      const answer = answers[commands.length - 1];
      if (!answer || answer instanceof Error) throw answer ?? new Error('unexpected command');
      return answer;
    },
    clock: () => NOON,
    backoff: async () => {},
    respond,
    log: (line) => lines.push(line),
  });
  const call = async (request: unknown) => {
    await handler(request);
    return respond.mock.lastCall?.[1];
  };
  return { call, commands, lines };
}

describe('a creation', () => {
  it('creates a managed key with its ID as physical ID, and returns its secret ARN', async () => {
    const { call, commands } = provider(DONE);
    expect(await call(createRequest())).toEqual(MADE);
    expect(commands).toEqual([
      {
        command: 'manage-key',
        caller: { id: createRequest().StackId, sourceAddress: 'cloudformation.amazonaws.com' },
        stack: createRequest().StackId,
        tenant: 'acme',
        subject: {
          kind: 'new',
          owner: 'payments',
          boundBy: 'owner',
          name: 'Payments',
          environment: undefined,
          permissions: undefined,
          metadata: {},
          endSessionsWithKey: false,
        },
        settings: {
          schedule: 'postern',
          rotateEveryMs: 7_776_000_000,
          consumerCacheMs: 3_600_000,
          overlapMs: 86_400_000,
          retireWhenUnused: false,
          retireDeadlineMs: 604_800_000,
          readers: ['arn:aws:iam::111122223333:role/reader'],
          windows: [{ days: ['sat'], fromMinute: 120, toMinute: 240 }],
        },
        token: { id: expect.any(String), bodyDigest: expect.any(String) },
      },
    ]);
  });

  it('uses the same token for a repeated request, and another token for another request', async () => {
    const { call, commands } = provider(DONE, DONE, DONE, DONE);
    await call(createRequest());
    await call(createRequest());
    await call(createRequest({ RequestId: 'request-2' }));
    await call(createRequest({ LogicalResourceId: 'OtherKey' }));
    const tokens = commands.map((each) => ('token' in each ? each.token?.id : undefined));
    expect(tokens[0]).toBe(tokens[1]);
    expect(new Set(tokens).size).toBe(3);
  });

  it('adopts the key in its properties', async () => {
    const { call, commands } = provider(DONE);
    expect(await call(createRequest({ ResourceProperties: ADOPTING }))).toEqual(MADE);
    expect(commands).toMatchObject([{ command: 'manage-key', subject: { kind: 'adopted', keyId: 'key1' } }]);
  });

  it.each([
    ['tenant-not-found', 'npx postern tenants create acme'],
    ['owner-not-found', 'npx postern owners create payments --kind application --tenant acme'],
    ['owner-deactivated', "Owner 'payments' of tenant 'acme' is deactivated"],
    ['manager-conflict', 'npx postern managed-keys unmanage'],
    ['schedule-not-supported', "Remove rotation: 'secrets-manager'"],
    ['unsupported-command', 'Update all stacks of Postern'],
    ['exceeds-role', 'exceeds-role'],
  ] as const)('that is rejected (%s) fails with the next step', async (outcome, words) => {
    const { call } = provider({ outcome });
    expect(await call(createRequest())).toEqual({
      Status: 'FAILED',
      PhysicalResourceId: 'no-key-created',
      Reason: expect.stringContaining(words),
    });
  });

  it('with invalid properties sends no command and returns the invalid property', async () => {
    const { call, commands } = provider();
    const invalid = { ...PROPERTIES, Tenant: 'Acme!' };
    expect(await call(createRequest({ ResourceProperties: invalid }))).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('one DNS label'),
    });
    expect(commands).toEqual([]);
  });

  it('without a response is found by its rollback and revoked', async () => {
    const { call, commands } = provider(new Error('unreachable'), DONE, DONE);
    const { Status, PhysicalResourceId } = await call(createRequest());
    expect(Status).toBe('FAILED');
    const rollBack = deleteRequest({ PhysicalResourceId, RequestId: 'request-2' });
    expect(await call(rollBack)).toEqual({ Status: 'SUCCESS', PhysicalResourceId });
    const { caller, tenant, token } = commands[0]?.command === 'manage-key' ? commands[0] : {};
    expect(commands[1]).toEqual({ command: 'find-creation', caller, tenant, token, lostAtMs: NOON });
    expect(commands[2]).toMatchObject({ command: 'unmanage-key', keyId: 'key1', revoke: true });
  });

  it.each([
    ['is stored', true],
    ['has expired and was removed', false],
  ])(
    'is found 25 hours later by its rollback, which creates no second key: its record %s',
    async (_, keepsRecord) => {
      const { deps, store, memory, secrets, clock } = await manageStage();
      const lostResponses: RotationCommandInput['command'][] = ['manage-key'];
      const { call } = wholeProvider(deps, lostResponses);
      const ResourceProperties = { ...PROPERTIES, Owner: 'app' };
      const { Status, PhysicalResourceId } = await call(createRequest({ ResourceProperties }));
      expect(Status).toBe('FAILED');
      const [keyId = ''] = memory.keys.keys();
      expect(await store.readKey(keyId)).toMatchObject({ status: 'active' });

      clock.nowMs += 25 * HOUR;
      if (!keepsRecord) memory.records.clear();
      const rollBack = deleteRequest({ PhysicalResourceId, ResourceProperties, RequestId: 'request-2' });
      expect(await call(rollBack)).toEqual({ Status: 'SUCCESS', PhysicalResourceId });
      expect([memory.keys.size, secrets.secrets.size]).toEqual([1, 1]);
      expect(await store.readKey(keyId)).toMatchObject({ status: 'revoked' });
      expect(await call(rollBack)).toEqual({ Status: 'SUCCESS', PhysicalResourceId });
      expect(memory.keys.size).toBe(1);
    },
  );

  it('that created nothing rolls back as soon as it cannot be running any more', async () => {
    const { deps, memory, secrets, clock } = await manageStage();
    const unreachable = {
      ...deps,
      store: { ...deps.store, readTenant: () => Promise.reject(new Error('down')) },
    };
    const ResourceProperties = { ...PROPERTIES, Owner: 'app' };
    const { PhysicalResourceId } = await wholeProvider(unreachable).call(
      createRequest({ ResourceProperties }),
    );
    const { call } = wholeProvider(deps);
    const rollBack = deleteRequest({ PhysicalResourceId, ResourceProperties });
    expect(await call(rollBack)).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('may still be running'),
    });
    clock.nowMs += 2 * MINUTE;
    expect(await call(rollBack)).toEqual({ Status: 'SUCCESS', PhysicalResourceId });
    expect([memory.keys.size, secrets.secrets.size]).toEqual([0, 0]);
  });

  it('with an unreadable physical ID is not rolled back, and the reason contains how to find its key', async () => {
    const { call, commands } = provider();
    expect(await call(deleteRequest({ PhysicalResourceId: 'lost-creation:request-1' }))).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('npx postern keys list --tenant acme'),
    });
    expect(commands).toEqual([]);
  });

  it('fails its rollback for a retry if its key cannot be looked up', async () => {
    const { call } = provider(new Error('secrets-manager-unavailable'), {
      outcome: 'secrets-manager-unavailable',
    });
    const { PhysicalResourceId } = await call(createRequest());
    expect(await call(deleteRequest({ PhysicalResourceId }))).toMatchObject({ Status: 'FAILED' });
  });

  it('of an adopted key without a response is rolled back without a revocation', async () => {
    const { call, commands } = provider(new Error('unreachable'), DONE, DONE);
    const { PhysicalResourceId } = await call(createRequest({ ResourceProperties: ADOPTING }));
    await call(deleteRequest({ PhysicalResourceId, ResourceProperties: ADOPTING }));
    expect(commands[1]).toMatchObject({ command: 'find-creation', adopted: 'key1' });
    expect(commands[2]).toMatchObject({ command: 'unmanage-key', keyId: 'key1', revoke: false });
  });

  it('of an adopted key rolls back after an adoption that is still running: its existing value keeps no end', async () => {
    const { deps, store, clock } = await manageStage();
    const { key } = await issue(deps);
    const ResourceProperties = { ...ADOPTING, AdoptedKey: key.id };
    const down = { ...deps, store: { ...deps.store, readTenant: () => Promise.reject(new Error('down')) } };
    const { PhysicalResourceId } = await wholeProvider(down).call(createRequest({ ResourceProperties }));
    const { call } = wholeProvider(deps);
    const rollBack = deleteRequest({ PhysicalResourceId, ResourceProperties });
    expect(await call(rollBack)).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('may still be running'),
    });
    // The adoption, whose response was lost, commits late.
    await call(createRequest({ ResourceProperties }));
    expect(await store.readManagedKey(key.id)).toBeDefined();
    clock.nowMs += 2 * MINUTE;
    expect(await call(rollBack)).toEqual({ Status: 'SUCCESS', PhysicalResourceId });
    expect(await store.readManagedKey(key.id)).toBeUndefined();
    expect((await store.readKey(key.id))?.credentials[0]).toEqual(key.credentials[0]);
    expect(await call(rollBack)).toEqual({ Status: 'SUCCESS', PhysicalResourceId });
  });

  it.each(['kms-denied', 'access-denied', 'throttled', 'conflict'] as const)(
    'that failed (%s) after its key may exist returns the reason, and its rollback looks the key up',
    async (outcome) => {
      const { call, commands } = provider({ outcome }, DONE, DONE);
      const { Status, Reason, PhysicalResourceId } = await call(createRequest());
      expect({ Status, Reason }).toEqual({ Status: 'FAILED', Reason: expect.stringMatching(/\w+/) });
      expect(Reason).not.toContain('The rotation function did not respond');
      expect(await call(deleteRequest({ PhysicalResourceId }))).toMatchObject({ Status: 'SUCCESS' });
      expect(commands[2]).toMatchObject({ command: 'unmanage-key', keyId: 'key1', revoke: true });
    },
  );

  it.each<[string, Record<string, unknown>]>([
    ['a wildcard as reader', { Readers: ['*'] }],
    ['an invalid reader', { Readers: ['payments'] }],
    ['17 readers', { Readers: Array.from({ length: 17 }, (_, n) => `arn:aws:iam::111122223333:role/r${n}`) }],
    ['20 windows', { Windows: Array.from({ length: 20 }, () => 'sat 02:00-04:00') }],
    ['an interval of 2^53-1 ms', { RotateEveryMs: String(2 ** 53 - 1) }],
    ['an overlap of 2^53-1 ms', { OverlapMs: String(2 ** 53 - 1) }],
    ['a deadline of 2^53-1 ms', { RetireDeadlineMs: String(2 ** 53 - 1) }],
  ])('with %s fails with the allowed values as reason, and its rollback succeeds', async (_, wrong) => {
    const { deps, secrets } = await manageStage();
    const { call, rejectedEvents } = wholeProvider(deps);
    const ResourceProperties = { ...PROPERTIES, Owner: 'app', ...wrong };
    const { Status, Reason, PhysicalResourceId } = await call(createRequest({ ResourceProperties }));
    expect({ Status, Reason }).toEqual({ Status: 'FAILED', Reason: expect.stringMatching(/\buse\b/) });
    const rollBack = await call(deleteRequest({ PhysicalResourceId, ResourceProperties }));
    expect(rollBack).toEqual({ Status: 'SUCCESS', PhysicalResourceId });
    expect([secrets.secrets.size, rejectedEvents()]).toEqual([0, 0]);
  });

  it('with 16 readers whose ARNs have paths succeeds', async () => {
    const { deps, state } = await manageStage();
    const { call } = wholeProvider(deps);
    const path = 'aws-reserved/sso.amazonaws.com/eu-central-1';
    const Readers = Array.from(
      { length: 16 },
      (_, n) =>
        `arn:aws:iam::111122223333:role/${path}/${'x'.repeat(1 + n * 20)}/AWSReservedSSO_Payments_1a2b`,
    );
    const created = await call(
      createRequest({ ResourceProperties: { ...PROPERTIES, Owner: 'app', Readers } }),
    );
    expect(created).toMatchObject({ Status: 'SUCCESS' });
    expect(new Set((await state(created.PhysicalResourceId)).readers)).toEqual(new Set(Readers));
  });

  it('without a response and without a key rolls back without changes', async () => {
    const { call } = provider(new Error('unreachable'), { outcome: 'not-found' });
    const { PhysicalResourceId } = await call(createRequest());
    expect(await call(deleteRequest({ PhysicalResourceId }))).toMatchObject({ Status: 'SUCCESS' });
  });
});

describe('an update', () => {
  it('without a new name or permissions writes no key event to the audit trail', async () => {
    const { call, commands } = provider(DONE);
    await call(updateRequest({ RotateEveryMs: 'never' }));
    expect(commands).toMatchObject([{ key: {} }]);
  });

  it('updates settings, readers, name and permissions, and keeps the value', async () => {
    const { call, commands } = provider(DONE);
    const Permissions = ['orders:read'];
    expect(
      await call(updateRequest({ RotateEveryMs: 'never', Readers: [], Name: 'Billing', Permissions })),
    ).toEqual(MADE);
    expect(commands).toMatchObject([
      {
        command: 'update-managed-key',
        keyId: 'key1',
        settings: { rotateEveryMs: null, readers: [] },
        key: { name: 'Billing', permissions: ['orders:read'] },
      },
    ]);
  });

  it('of a key that an operator unmanaged adopts it again', async () => {
    const { call, commands } = provider({ outcome: 'not-managed' }, DONE);
    expect(await call(updateRequest({ RotateEveryMs: 'never' }))).toEqual(MADE);
    expect(commands[1]).toMatchObject({
      command: 'manage-key',
      subject: { kind: 'adopted', keyId: 'key1' },
      settings: { rotateEveryMs: null },
    });
  });

  it('of a key that another stack manages is rejected', async () => {
    const { call } = provider({ outcome: 'manager-conflict' });
    expect(await call(updateRequest({}))).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'key1' });
  });
});

describe('a deletion', () => {
  it('retains key and secret, unmanaged', async () => {
    const { call, commands } = provider(DONE);
    expect(await call(deleteRequest())).toEqual({ Status: 'SUCCESS', PhysicalResourceId: 'key1' });
    expect(commands).toMatchObject([
      { command: 'unmanage-key', tenant: 'acme', keyId: 'key1', revoke: false },
    ]);
  });

  it('of a key with settings outside the current bounds succeeds', async () => {
    const { call, commands } = provider(DONE);
    const ResourceProperties = {
      ...PROPERTIES,
      Readers: 'all',
      Windows: ['never'],
      Unknown: '1',
      RevokeOnDelete: 'true',
    };
    expect(await call(deleteRequest({ ResourceProperties }))).toMatchObject({ Status: 'SUCCESS' });
    expect(commands).toMatchObject([{ command: 'unmanage-key', keyId: 'key1', revoke: true }]);
  });

  it('with an invalid tenant succeeds, because no key can exist', async () => {
    const { call, commands } = provider();
    const ResourceProperties = { ...PROPERTIES, Tenant: 'Acme!' };
    expect(await call(deleteRequest({ ResourceProperties }))).toMatchObject({ Status: 'SUCCESS' });
    expect(commands).toEqual([]);
  });

  it('revokes the key if the resource has revokeOnDelete', async () => {
    const { call, commands } = provider(DONE);
    await call(deleteRequest({ ResourceProperties: { ...PROPERTIES, RevokeOnDelete: 'true' } }));
    expect(commands).toMatchObject([{ command: 'unmanage-key', revoke: true }]);
  });

  it('never revokes an adopted key', async () => {
    const { call, commands } = provider(DONE);
    await call(deleteRequest({ ResourceProperties: ADOPTING }));
    expect(commands).toMatchObject([{ command: 'unmanage-key', revoke: false }]);
  });

  it.each(['not-found', 'not-managed', 'manager-conflict', 'key-revoked'] as const)(
    'of a key that the stack does not manage any more (%s) succeeds',
    async (outcome) => {
      const { call } = provider({ outcome });
      expect(await call(deleteRequest())).toEqual({ Status: 'SUCCESS', PhysicalResourceId: 'key1' });
    },
  );

  it.each(['no-key-created', 'Payments-PaymentsKey-1ABCDEF', '', '2027/01/31/[$LATEST]0a1b'])(
    'of a physical ID without a key (%s) sends no command',
    async (PhysicalResourceId) => {
      const { call, commands } = provider();
      expect(await call(deleteRequest({ PhysicalResourceId }))).toMatchObject({ Status: 'SUCCESS' });
      expect(commands).toEqual([]);
    },
  );

  it('waits for an open rotation for a limited time', async () => {
    const { call, commands } = provider(
      { outcome: 'rotation-in-progress' },
      { outcome: 'rotation-in-progress' },
      DONE,
    );
    expect(await call(deleteRequest())).toMatchObject({ Status: 'SUCCESS' });
    expect(commands).toHaveLength(3);
    const stuck = provider(...Array<RotationResponse>(20).fill({ outcome: 'rotation-in-progress' }));
    expect(await stuck.call(deleteRequest())).toMatchObject({ Status: 'FAILED' });
    expect(stuck.commands).toHaveLength(12);
  });

  it('that is not possible now fails for a retry', async () => {
    const { call } = provider({ outcome: 'conflict' }, new Error('unreachable'));
    expect(await call(deleteRequest())).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'key1' });
    expect(await call(deleteRequest())).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'key1' });
  });
});

it('logs the result of a request without its URL and error messages', async () => {
  const { call, lines } = provider(new Error('s3cr3t'));
  await call(createRequest());
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    postern: 'managed-key-resource',
    request: 'Create',
    status: 'FAILED',
  });
  expect(lines.join()).not.toContain('s3cr3t');
});

it('fails for an event that is not a CloudFormation request', async () => {
  await expect(provider().call({ RequestType: 'Create' })).rejects.toThrow();
});
