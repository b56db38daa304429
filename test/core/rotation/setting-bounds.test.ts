import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { managedKeyRoutes } from '../../../lib/contracts/http/managed-keys.ts';
import { readCommand } from '../../../lib/contracts/rotation-command.ts';
import { manageKey } from '../../../lib/core/rotation/manage-key.ts';
import { DURATION_LIMIT_MS, READER_ARN } from '../../../lib/core/rotation/setting-bounds.ts';
import type { RequestedSettings } from '../../../lib/core/rotation/settings.ts';
import { updateManagedKey } from '../../../lib/core/rotation/update-managed-key.ts';
import { issue } from '../../support/sample-tenant.ts';
import { adopt, managedIn, manageNew, manageStage } from './manage-fixture.ts';

const ROLE = 'arn:aws:iam::123456789012:role/';
const role = (n: number, length = 40) => `${ROLE}${n}-`.padEnd(length, 'r');

const text = fc.string({ maxLength: 40 });
const badReader = fc.oneof(
  text,
  fc.constantFrom('*', `${ROLE}*`, `${ROLE}pay?`, 'arn:aws:iam::*:root', 'arn:aws:iam::123456789012:role/'),
  text.map((each) => `${ROLE}${each}*`),
  fc.constant(role(1, 641)),
);
const badReaders = fc.oneof(
  badReader.map((each) => [each]),
  fc.integer({ min: 17, max: 30 }).map((count) => Array.from({ length: count }, (_, n) => role(n))),
  fc.constant(Array.from({ length: 16 }, (_, n) => `${ROLE}${'p'.repeat(530)}/${n}`)),
);
const badDuration = fc.oneof(
  fc.integer({ min: DURATION_LIMIT_MS / 1000 + 1, max: 2 ** 43 }).map((seconds) => seconds * 1000),
  fc.integer({ min: -(2 ** 40), max: -1 }).map((seconds) => seconds * 1000),
  fc.constant(Number.MAX_SAFE_INTEGER),
);
const badSettings: fc.Arbitrary<RequestedSettings> = fc.oneof(
  badReaders.map((readers) => ({ readers })),
  badDuration.map((rotateEveryMs) => ({ rotateEveryMs })),
  badDuration.map((consumerCacheMs) => ({ consumerCacheMs })),
  badDuration.map((overlapMs) => ({ overlapMs })),
  badDuration.map((retireDeadlineMs) => ({ retireDeadlineMs })),
  fc.constant({ windows: Array(5).fill({ days: ['sat'], fromMinute: 0, toMinute: 60 }) }),
);

/** The same settings in the admin API format, with windows as text. */
function bodyOf({ windows, ...settings }: RequestedSettings) {
  const entries = Object.entries(settings).map(([name, value]) => {
    return typeof value === 'number' ? [name.replace(/Ms$/, 'Seconds'), value / 1000] : [name, value];
  });
  return {
    ...Object.fromEntries(entries),
    ...(windows && { windows: windows.map(() => 'sat 00:00-01:00') }),
  };
}

it.each([
  ['arn:aws-eusc:iam::123456789012:root', true],
  ['arn:aws-us-gov:iam::123456789012:user/teams/pay/ann', true],
  [`${ROLE}${'r'.repeat(64)}`, true],
  ['arn:aws-evil:iam::123456789012:role/payments', false],
  [`${ROLE}${'r'.repeat(65)}`, false],
  [`${ROLE}/payments`, false],
  [`${ROLE}teams//payments`, false],
])('matches the reader %s as an IAM ARN: %s', (reader, isArn) => {
  expect(READER_ARN.test(reader)).toBe(isArn);
});

it.each([5, null, {}, true])('parses an event with the command %j as an unreadable command', (command) => {
  expect(readCommand({ command })).toEqual({ rejected: { outcome: 'unsupported-command' } });
});

describe('settings outside their bounds', () => {
  it('are rejected at every entry point before a write', async () => {
    const { deps, secrets, store } = await manageStage();
    const { key } = await issue(deps);
    const { keyId } = managedIn(await manageNew(deps));
    const before = JSON.stringify([store.dump(), secrets.secrets.size]);
    await fc.assert(
      fc.asyncProperty(badSettings, async (settings) => {
        const rejected = { outcome: 'invalid-settings', message: expect.stringContaining('use ') };
        const name = { tenant: 'acme', keyId, stack: null };
        expect(await manageNew(deps, settings, undefined)).toEqual(rejected);
        expect(await adopt(deps, key.id, { settings })).toEqual(rejected);
        expect(await adopt(deps, keyId, { settings })).toEqual(rejected);
        expect(await updateManagedKey(deps, name, settings)).toEqual(rejected);
        expect(managedKeyRoutes.updateManagedKey.body.safeParse(bodyOf(settings)).success).toBe(false);
        expect(managedKeyRoutes.manageKey.body.safeParse({ key: 'k1', ...bodyOf(settings) }).success).toBe(
          false,
        );
      }),
    );
    expect(JSON.stringify([store.dump(), secrets.secrets.size])).toBe(before);
  });

  it('reach the function as readable commands and get a response', () => {
    fc.assert(
      fc.property(badSettings, (settings) => {
        const caller = { id: 'ada', sourceAddress: '192.0.2.1' };
        const command = {
          command: 'update-managed-key',
          caller,
          tenant: 'acme',
          keyId: 'k1',
          stack: null,
          settings,
        };
        expect(readCommand(JSON.parse(JSON.stringify(command)))).toHaveProperty('command');
      }),
    );
  });

  it.each<[string, { replicas?: string[]; existingValueGraceMs?: number }]>([
    ['replicas', { replicas: ['everywhere'] }],
    ['too many replicas', { replicas: Array(9).fill('eu-central-1') }],
    ['a permanent existing value', { existingValueGraceMs: Number.MAX_SAFE_INTEGER }],
  ])('are rejected: %s', async (_, { replicas = [], ...more }) => {
    const { deps, secrets } = await manageStage();
    const { key } = await issue(deps);
    const subject = { kind: 'adopted', tenant: 'acme', keyId: key.id, ...more } as const;
    expect(await manageKey(deps, { subject, settings: {}, stack: null, replicas })).toMatchObject({
      outcome: 'invalid-settings',
    });
    expect(secrets.secrets.size).toBe(0);
  });
});

describe('settings within their bounds', () => {
  it.each([
    [
      'a role of IAM Identity Center',
      `${ROLE}aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_Admin_0a1b2c`,
    ],
    ['a role with the longest path', `${ROLE}${'p'.repeat(510)}/${'r'.repeat(64)}`],
    ['a user', 'arn:aws-us-gov:iam::123456789012:user/ci/build.bot@example'],
    ['an account', 'arn:aws-cn:iam::123456789012:root'],
  ])('accept as a reader %s', async (_, reader) => {
    const { deps, state } = await manageStage();
    const { keyId } = managedIn(await manageNew(deps, { readers: [reader] }));
    expect((await state(keyId)).readers).toEqual([reader]);
    expect(managedKeyRoutes.updateManagedKey.body.safeParse({ readers: [reader] }).success).toBe(true);
  });

  it('are equal for any order and repetition of readers', async () => {
    const { deps, store, state } = await manageStage();
    const readers = Array.from({ length: 16 }, (_, n) => role(n));
    const { keyId } = managedIn(await manageNew(deps, { readers: [...readers, ...readers] }));
    const { version } = (await store.readKey(keyId)) ?? { version: 0 };
    const name = { tenant: 'acme', keyId, stack: null };
    await updateManagedKey(deps, name, { readers: [...readers].reverse() });
    expect((await store.readKey(keyId))?.version).toBe(version);
    expect(new Set((await state(keyId)).readers)).toEqual(new Set(readers));
  });

  it('are equal for any order of windows and of their days, and any repetition of days', async () => {
    const { deps, store, state } = await manageStage();
    const windows: RequestedSettings['windows'] = [
      { days: ['sat', 'sun', 'sat'], fromMinute: 0, toMinute: 60 },
      { days: ['tue'], fromMinute: 600, toMinute: 660 },
      { days: ['tue'], fromMinute: 60, toMinute: 120 },
    ];
    const { keyId } = managedIn(await manageNew(deps, { windows }));
    const before = store.dump();
    const reordered = windows.map((each) => ({ ...each, days: [...each.days].reverse() })).reverse();
    await updateManagedKey(deps, { tenant: 'acme', keyId, stack: null }, { windows: reordered });
    expect(store.dump()).toBe(before);
    expect((await state(keyId)).windows).toEqual([
      { days: ['sun', 'sat'], fromMinute: 0, toMinute: 60 },
      { days: ['tue'], fromMinute: 60, toMinute: 120 },
      { days: ['tue'], fromMinute: 600, toMinute: 660 },
    ]);
  });
});
