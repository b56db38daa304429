import { expect, it } from 'vitest';
import { runSecretStep, SECRET_STEPS } from '../../../lib/core/rotation/secrets-manager-steps.ts';
import { forgedText, managedStage } from './fixture.ts';

const TOKEN = 'a'.repeat(32);

it("rotates with Secrets Manager's four steps, each called twice", async () => {
  const { deps, secret, secretArn, outcome, firstValue, currentValue, sweep } = await managedStage();
  secret.put(TOKEN, undefined, 'AWSPENDING');
  for (const step of SECRET_STEPS) {
    expect(await runSecretStep(deps, { secretArn, versionId: TOKEN, step })).toBe('done');
    expect(await runSecretStep(deps, { secretArn, versionId: TOKEN, step })).toBe('done');
  }
  expect(secret.holderOf('AWSCURRENT')).toBe(TOKEN);
  expect(currentValue()).not.toBe(firstValue);
  expect(await outcome(firstValue)).toBe('allowed');
  expect(await outcome(currentValue())).toBe('allowed');

  await sweep(60_000);
  const late = await runSecretStep(deps, { secretArn, versionId: TOKEN, step: 'createSecret' });
  expect(late).toBe('done');
});

it('writes nothing for a test step alone, as when rotation is enabled without immediate rotation', async () => {
  const { deps, store, secret, secretArn } = await managedStage();
  secret.put(TOKEN, undefined, 'AWSPENDING');
  const before = store.dump();
  expect(await runSecretStep(deps, { secretArn, versionId: TOKEN, step: 'testSecret' })).toBe('done');
  expect(store.dump()).toBe(before);
});

it.each(SECRET_STEPS.filter((step) => step !== 'testSecret'))(
  'rejects an unknown version ID and writes nothing: %s',
  async (step) => {
    const { deps, store, secretArn } = await managedStage();
    const before = store.dump();
    expect(await runSecretStep(deps, { secretArn, versionId: 'f'.repeat(32), step })).toBe(
      'unknown-rotation-token',
    );
    expect(store.dump()).toBe(before);
  },
);

it.each([
  ['another account', (arn: string) => arn.replace('123456789012', '999999999999')],
  ['a secret recreated under the same name', (arn: string) => arn.replace(/.{6}$/, 'ZzZzZz')],
  ['an unknown key', (arn: string) => arn.replace(/[^/]+$/, 'unknown-AbCdEf')],
])('rejects the secret of %s, regardless of its contents', async (_, change) => {
  const { deps, store, secretArn } = await managedStage();
  const before = store.dump();
  for (const step of SECRET_STEPS)
    expect(await runSecretStep(deps, { secretArn: change(secretArn), versionId: TOKEN, step })).toBe(
      'secret-not-bound',
    );
  expect(store.dump()).toBe(before);
});

it('does not change a key whose value is in the secret of another key', async () => {
  const { deps, store, secret, secretArn, outcome } = await managedStage();
  const other = 'otherKeyId12';
  secret.put(TOKEN, forgedText(other), 'AWSPENDING');
  expect(await runSecretStep(deps, { secretArn, versionId: TOKEN, step: 'createSecret' })).toBe('done');
  expect(await runSecretStep(deps, { secretArn, versionId: TOKEN, step: 'setSecret' })).toBe(
    'unexpected-pending-value',
  );
  expect(await store.readManagedKey(other)).toBeUndefined();
  expect(await outcome(JSON.parse(forgedText(other)).value)).toBe('unknown');
});
