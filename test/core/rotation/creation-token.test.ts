import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ManagedSubject, manageKey } from '../../../lib/core/rotation/manage-key.ts';
import { NEW_KEY } from '../../support/sample-tenant.ts';
import { DAY, type Fault, HOUR, interrupted, managedIn, manageStage } from './manage-fixture.ts';

const PAYMENTS = 'arn:aws:iam::210987654321:role/payments';
const REPORTING = 'arn:aws:iam::210987654321:role/reporting';

async function tokenStage() {
  const stage = await manageStage();
  /** Creates a key for a reader with an idempotency token. */
  const create = (token: string, reader: string, deps = stage.deps) => {
    const body = { id: token.repeat(64).slice(0, 64), bodyDigest: reader };
    const subject: ManagedSubject = { kind: 'new', input: { ...NEW_KEY, name: reader }, token: body };
    return manageKey(deps, { subject, settings: { readers: [reader] }, stack: null, replicas: [] });
  };
  return { ...stage, create };
}

type Stage = Awaited<ReturnType<typeof tokenStage>>;

/** Expects that only the readers of each managed key can read its secret, and that the secret has only its own values. */
async function expectOwnSecrets({ store, secretOf, outcome, valueIn }: Stage) {
  const page = await store.listManagedKeys('acme', { cursor: undefined, limit: 100 });
  if (page === 'invalid-cursor') throw new Error('expected a page');
  for (const { keyId, readers } of page.items) {
    const secret = secretOf(keyId);
    expect(secret.readers).toEqual(readers);
    expect(readers).toEqual([(await store.readKey(keyId))?.name]);
    expect(await outcome(valueIn(keyId))).toBe('allowed');
    expect(secret.holderOf('AWSPENDING') ?? secret.holderOf('AWSCURRENT')).toBe(
      secret.holderOf('AWSCURRENT'),
    );
  }
}

describe('a reused idempotency token', () => {
  it('creates another key after a day, and does not change the secret of the first one', async () => {
    const stage = await tokenStage();
    const { create, clock, secretOf, valueIn } = stage;
    const first = managedIn(await create('a', PAYMENTS));
    const value = valueIn(first.keyId);
    const versions = [...secretOf(first.keyId).versions.keys()];
    clock.nowMs += 25 * HOUR;
    const second = managedIn(await create('a', REPORTING));
    expect(second.keyId).not.toBe(first.keyId);
    expect(secretOf(first.keyId).readers).toEqual([PAYMENTS]);
    expect([...secretOf(first.keyId).versions.keys()]).toEqual(versions);
    expect(valueIn(first.keyId)).toBe(value);
    await expectOwnSecrets(stage);
  });

  it('creates another key after a day also with the same body', async () => {
    const stage = await tokenStage();
    const first = managedIn(await stage.create('a', PAYMENTS));
    stage.clock.nowMs += DAY;
    expect(managedIn(await stage.create('a', PAYMENTS)).keyId).not.toBe(first.keyId);
    await expectOwnSecrets(stage);
  });

  it('leaves no pending value in the secret after concurrent requests', async () => {
    const stage = await tokenStage();
    const results = await Promise.all(Array.from({ length: 4 }, () => stage.create('a', PAYMENTS)));
    const [keyId = '', ...others] = new Set(results.map((each) => managedIn(each).keyId));
    expect(others).toEqual([]);
    await stage.sweep(keyId, HOUR);
    expect(stage.secretOf(keyId).holderOf('AWSPENDING')).toBeUndefined();
    await expectOwnSecrets(stage);
  });

  it('creates one key of concurrent requests with different bodies, and writes its secret only for that request', async () => {
    const stage = await tokenStage();
    const results = await Promise.all([stage.create('a', PAYMENTS), stage.create('a', REPORTING)]);
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['done', 'idempotency-key-reused']);
    await expectOwnSecrets(stage);
  });

  it('never changes the secret of another key, at any time and after any failed call', async () => {
    const creation = fc.record({
      token: fc.constantFrom('a', 'b'),
      reader: fc.constantFrom(PAYMENTS, REPORTING),
      afterMs: fc.constantFrom(0, HOUR, 13 * HOUR, DAY - 1, DAY, 25 * HOUR),
      fails: fc.option(
        fc.record({
          at: fc.integer({ min: 1, max: 20 }),
          fault: fc.constantFrom<Fault>('fails-before', 'answer-lost'),
        }),
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(creation, { maxLength: 8 }), async (creations) => {
        const stage = await tokenStage();
        for (const { token, reader, afterMs, fails } of creations) {
          stage.clock.nowMs += afterMs;
          const deps = fails ? interrupted(stage.deps, fails.at, fails.fault).broken : stage.deps;
          await stage.create(token, reader, deps).catch(() => undefined);
          if (fails) await stage.create(token, reader);
          await expectOwnSecrets(stage);
        }
      }),
      { numRuns: 100 },
    );
  }, 30_000);
});
