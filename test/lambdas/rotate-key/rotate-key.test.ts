import { describe, expect, it } from 'vitest';
import { createHandler } from '../../../lambdas/rotate-key/handler.ts';
import { type RotationCommandInput, rotationResponse } from '../../../lib/contracts/rotation-command.ts';
import type { DailyCheckEvent } from '../../../lib/core/rotation/daily-check.ts';
import { pauseRotation } from '../../../lib/core/rotation/pause.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { DAY, MINUTE, managedIn, manageNew, manageStage } from '../../core/rotation/manage-fixture.ts';
import { eventOf, keyOf, NO_MAXIMUM } from '../../support/entities.ts';
import { createMemoryReconcileSchedule } from '../../support/memory-reconcile-schedule.ts';

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:rotate-key';
const TOKEN = '9'.repeat(32);
const COMMAND: RotationCommandInput = {
  command: 'pause',
  caller: { id: 'ada', sourceAddress: '192.0.2.1' },
  tenant: 'acme',
  keyId: 'k1',
};

async function rotator() {
  const stage = await manageStage();
  const { deps, memory } = stage;
  const managed = managedIn(await manageNew(deps, { rotateEveryMs: DAY }));
  const lines: string[] = [];
  const dailyChecks: DailyCheckEvent[] = [];
  const commands: unknown[] = [];
  let remainingMs = 60_000;
  const handler = createHandler({
    ...deps,
    reconcileSchedule: createMemoryReconcileSchedule(memory),
    dailyChecks: { publishCheck: async (report) => void dailyChecks.push(report) },
    secretsFor: () => ({ secrets: deps.secrets, provisioner: deps.provisioner }),
    ownSecrets: { prefix: 'postern/test/' },
    runCommand: async (command) => {
      commands.push(command);
      return { outcome: 'rotation-in-progress' };
    },
    rotation: 'test',
    log: (line) => lines.push(line),
  });
  const context = { invokedFunctionArn: FUNCTION_ARN, getRemainingTimeInMillis: () => remainingMs };
  return {
    ...{ ...stage, managed, lines, commands, dailyChecks },
    call: (event: unknown) => handler(event, context),
    expireTime: () => {
      remainingMs = 1_000;
    },
  };
}

function queued(...bodies: unknown[]) {
  return {
    Records: bodies.map((body, n) => ({
      eventSource: 'aws:sqs',
      messageId: `m${n}`,
      body: typeof body === 'string' ? body : JSON.stringify(body),
      receiptHandle: 'r',
    })),
  };
}

describe('a queued task', () => {
  it('reconciles the key and schedules its next reconcile', async () => {
    const { call, managed, clock, state, valueIn, lines } = await rotator();
    const { keyId } = managed;
    const first = valueIn(keyId);
    clock.nowMs += DAY;
    expect(await call(queued({ task: 'reconcile', keyId }))).toEqual({ batchItemFailures: [] });
    expect(valueIn(keyId)).not.toBe(first);
    expect((await state(keyId)).reconcileAtMs).toBeGreaterThan(clock.nowMs);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      Rotation: 'test',
      RotationTasksSucceeded: 1,
    });
  });

  it('fails alone if the store does not respond or the message is invalid, and the others succeed', async () => {
    const { call, managed, deps, lines, clock, kinds } = await withKinds();
    clock.nowMs += DAY;
    const { readManagedRecord } = deps.store;
    deps.store.readManagedRecord = (id) =>
      id === 'bad' ? Promise.reject(new UnavailableError('down')) : readManagedRecord(id);
    const { keyId } = managed;
    const answer = await call(
      queued({ task: 'reconcile', keyId: 'bad' }, 'not json', { task: 'all' }, { task: 'reconcile', keyId }),
    );
    expect(answer).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm0' }, { itemIdentifier: 'm1' }, { itemIdentifier: 'm2' }],
    });
    expect(kinds()).toContain('rotation.finished');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
      RotationTasksSucceeded: 1,
      RotationTasksFailed: 3,
    });
  });

  it('is left for another run if the remaining time is too short', async () => {
    const { call, managed, expireTime, clock, state } = await rotator();
    clock.nowMs += DAY;
    expireTime();
    const { keyId } = managed;
    expect(await call(queued({ task: 'reconcile', keyId }))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'm0' }],
    });
    expect(await state(keyId)).toMatchObject({ rotation: null, last: null });
  });

  it('does nothing if the key is not managed any more', async () => {
    const { call } = await rotator();
    expect(await call(queued({ task: 'reconcile', keyId: 'gone' }))).toEqual({ batchItemFailures: [] });
  });

  it('can be the cascade of a compromised key, and does nothing for other keys', async () => {
    const { call, managed, store } = await rotator();
    const { keyId } = managed;
    expect(await call(queued({ task: 'cascade', keyId }))).toEqual({ batchItemFailures: [] });
    const key = await store.readKey(keyId);
    if (!key) throw new Error('the stage has a key');
    const child = keyOf(key.tenant, { owner: key.owner, lineage: { predecessor: null, parent: keyId } });
    await store.commit({ kind: 'create-key', counting: NO_MAXIMUM, key: child }, eventOf(key.tenant));
    const revocation = { atMs: 0, by: 'ada', reason: 'compromised' } as const;
    const next = {
      ...key,
      status: 'revoked' as const,
      credentials: [],
      revocation,
      version: key.version + 1,
    };
    await store.commit({ kind: 'update-key', key: next, cascade: 'pending' }, eventOf(key.tenant));

    expect(await call(queued({ task: 'cascade', keyId }))).toEqual({ batchItemFailures: [] });

    expect(await store.readKey(child.id)).toMatchObject({
      revocation: { reason: 'compromised' },
    });
  });

  it('can be the daily check of a tenant', async () => {
    const { call, dailyChecks } = await rotator();
    expect(await call(queued({ task: 'daily-check', tenant: 'acme', day: 1 }))).toEqual({
      batchItemFailures: [],
    });
    expect(dailyChecks).toEqual([]);
  });
});

describe("Secrets Manager's steps", () => {
  it('rotate the key of this secret, although each step is repeated', async () => {
    const { call, managed, secretOf, valueIn, outcome, clock } = await rotator();
    const { keyId, secretArn } = managed;
    const first = valueIn(keyId);
    clock.nowMs += 20 * MINUTE;
    secretOf(keyId).put(TOKEN, undefined, 'AWSPENDING');
    for (const Step of ['createSecret', 'setSecret', 'testSecret', 'finishSecret']) {
      const event = { SecretId: secretArn, ClientRequestToken: TOKEN, Step, RotationToken: 'theirs' };
      await call(event);
      await call(event);
    }
    expect(secretOf(keyId).holderOf('AWSCURRENT')).toBe(TOKEN);
    expect(await outcome(valueIn(keyId))).toBe('allowed');
    expect(await outcome(first)).toBe('allowed');
  });

  it.each([
    [
      'of another account',
      (arn: string) => arn.replace('123456789012', '210987654321'),
      'secret-outside-deployment',
    ],
    [
      'of another region',
      (arn: string) => arn.replace('us-east-1', 'eu-west-1'),
      'secret-outside-deployment',
    ],
    [
      'of another deployment',
      (arn: string) => arn.replace('postern/test', 'postern/prod'),
      'secret-outside-deployment',
    ],
    [
      'of another application',
      (arn: string) => arn.replace('postern/test/', 'db/'),
      'secret-outside-deployment',
    ],
    ['of an unknown key', (arn: string) => arn.replace(/[^/]*$/, 'unknown-AbCdEf'), 'secret-not-bound'],
    ['recreated under the same name', (arn: string) => arn.replace(/.{6}$/, 'ZyXwVu'), 'secret-not-bound'],
  ])('of a secret %s are rejected and logged', async (_, change, reason) => {
    const { call, managed, lines, dump } = await withDump();
    const before = dump();
    const event = { SecretId: change(managed.secretArn), ClientRequestToken: TOKEN, Step: 'createSecret' };
    await expect(call(event)).rejects.toThrow(reason);
    expect(dump()).toBe(before);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { postern: 'rotation-rejected', reason },
      expect.objectContaining({ Rotation: 'test', RejectedRotationEvents: 1 }),
    ]);
  });

  it('fail if the key is paused, without a line about a rejected event', async () => {
    const { call, managed, deps, secretOf, lines } = await rotator();
    const { keyId, secretArn } = managed;
    await pauseRotation(deps, { keyId });
    secretOf(keyId).put(TOKEN, undefined, 'AWSPENDING');
    const event = { SecretId: secretArn, ClientRequestToken: TOKEN, Step: 'createSecret' };
    await expect(call(event)).rejects.toThrow('the rotation step failed: rotation-paused');
    expect(lines).toEqual([]);
  });

  it('with a token that Secrets Manager does not know are rejected', async () => {
    const { call, managed, state } = await rotator();
    const { secretArn, keyId } = managed;
    for (const Step of ['createSecret', 'setSecret', 'finishSecret'])
      await expect(call({ SecretId: secretArn, ClientRequestToken: TOKEN, Step })).rejects.toThrow(
        'unknown-rotation-token',
      );
    expect(await state(keyId)).toMatchObject({ rotation: null, last: null });
  });
});

describe('an event that is not a task or a step', () => {
  it.each([
    [{}],
    [null],
    [{ SecretId: 'x', ClientRequestToken: TOKEN, Step: 'dropSecret' }],
    [{ Records: [{ eventSource: 'aws:s3', messageId: 'm', body: '{}' }] }],
  ])('is rejected and logged without its contents: %j', async (event) => {
    const { call, lines, commands } = await rotator();
    await expect(call(event)).rejects.toThrow('the rotation event was rejected: unknown-event');
    expect(commands).toEqual([]);
    expect(lines.join('')).not.toContain('smuggled');
    expect(lines).toHaveLength(2);
  });

  it('runs a command and returns its outcome', async () => {
    const { call, commands } = await rotator();
    expect(await call(COMMAND)).toEqual({ outcome: 'rotation-in-progress' });
    expect(commands).toEqual([COMMAND]);
  });
});

describe('an invalid command', () => {
  const MANAGE = {
    ...{ command: 'manage-key', caller: COMMAND.caller, tenant: 'acme', stack: null },
    ...{ subject: { kind: 'adopted', keyId: 'k1' }, settings: {} },
  };

  // A later version of the control API or of the provider may send these commands.
  it.each([
    [{ ...COMMAND, command: 'read-value' }],
    [{ ...COMMAND, value: 'smuggled-in' }],
    [{ ...MANAGE, settings: { jitter: 0.2 } }],
    [{ ...MANAGE, subject: { kind: 'imported', keyId: 'k1' } }],
  ])(
    'of another version is reported as unsupported and not counted as a rejected event: %j',
    async (event) => {
      const { call, lines, commands } = await rotator();
      expect(await call(event)).toEqual({ outcome: 'unsupported-command' });
      expect(commands).toEqual([]);
      expect(lines.map((line) => JSON.parse(line))).toEqual([
        { postern: 'rotation-command-rejected', reason: 'unsupported-command' },
      ]);
    },
  );

  it.each([
    [{ ...COMMAND, tenant: 'smuggled in' }],
    [{ ...COMMAND, keyId: undefined }],
    [{ ...MANAGE, settings: { overlapMs: 'smuggled' } }],
    [{ ...MANAGE, settings: { windows: [{ days: ['smuggled'], fromMinute: 0, toMinute: 60 }] } }],
  ])('with malformed settings is reported as such and not counted as a rejected event: %j', async (event) => {
    const { call, lines, commands } = await rotator();
    const answer = await call(event);
    expect(answer).toMatchObject({
      outcome: 'invalid-settings',
      message: expect.stringMatching(/ (?:must|is required)/),
    });
    expect(rotationResponse.parse(answer)).toEqual(answer);
    expect(commands).toEqual([]);
    expect(JSON.stringify([answer, lines])).not.toContain('smuggled');
    expect(lines).toHaveLength(1);
  });
});

async function withKinds() {
  const stage = await rotator();
  return { ...stage, kinds: () => stage.published.map(({ kind }) => kind) };
}

async function withDump() {
  const stage = await rotator();
  return { ...stage, dump: () => stage.store.dump() };
}
