import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SecretStore } from '../../lib/core/rotation/secret-store.ts';
import { faultOf } from '../support/fault-of.ts';

export interface SecretStoreUnderTest {
  readonly store: SecretStore;
  /** Makes a secret with one version, which is the current one: `first`. */
  readonly makeSecret: (text: string) => Promise<{ readonly arn: string; readonly first: string }>;
  /** Schedules it for deletion. */
  readonly deleteSecret: (secretArn: string) => Promise<void>;
}

const newVersionId = () => randomBytes(16).toString('hex');
const CURRENT = 'AWSCURRENT';
const PENDING = 'AWSPENDING';
const PREVIOUS = 'AWSPREVIOUS';

/** Everything that the port of secrets promises. */
export function secretStoreContract(name: string, subject: SecretStoreUnderTest): void {
  const { store } = subject;

  const secret = () => subject.makeSecret('one');

  async function secretWithPending() {
    const made = await secret();
    const pending = newVersionId();
    await store.putVersion(made.arn, { versionId: pending, text: 'two', label: PENDING });
    return { ...made, pending };
  }

  describe(name, () => {
    it('has one version in a new secret, the current one', async () => {
      const { arn, first } = await secret();
      expect(await store.describe(arn)).toMatchObject({ labels: { [first]: [CURRENT] }, replicas: [] });
      expect(await store.readVersion(arn, first)).toBe('one');
    });

    it('keeps the current version when a pending one is added', async () => {
      const { arn, first, pending } = await secretWithPending();
      const { labels } = await store.describe(arn);
      expect(labels).toEqual({ [first]: [CURRENT], [pending]: [PENDING] });
      expect(await store.readVersion(arn, pending)).toBe('two');
    });

    it('returns undefined for a version that does not exist', async () => {
      const { arn } = await secret();
      expect(await store.readVersion(arn, newVersionId())).toBeUndefined();
    });

    it('changes nothing if the same version is put twice', async () => {
      const { arn, pending } = await secretWithPending();
      const before = await store.describe(arn);
      await store.putVersion(arn, { versionId: pending, text: 'two', label: PENDING });
      expect(await store.describe(arn)).toEqual(before);
    });

    it('labels the former current version as the previous one', async () => {
      const { arn, first, pending } = await secretWithPending();
      await store.moveLabel(arn, { label: CURRENT, from: first, to: pending });
      const { labels } = await store.describe(arn);
      expect(labels[pending]).toContain(CURRENT);
      expect(labels[first]).toEqual([PREVIOUS]);
    });

    it('moves a label only from the version that has it', async () => {
      const { arn, first, pending } = await secretWithPending();
      await store.moveLabel(arn, { label: CURRENT, from: first, to: pending });
      const before = await store.describe(arn);
      const again = store.moveLabel(arn, { label: CURRENT, from: first, to: pending });
      expect(await faultOf(again)).toBe('label-elsewhere');
      expect(await store.describe(arn)).toEqual(before);
    });

    it('removes a label', async () => {
      const { arn, first, pending } = await secretWithPending();
      await store.removeLabel(arn, { label: PENDING, from: pending });
      expect((await store.describe(arn)).labels).toEqual({ [first]: [CURRENT] });
    });

    it('distinguishes a missing secret from one scheduled for deletion', async () => {
      const { arn } = await secret();
      const nowhere = arn.replace(/-\w{6}$/, '-nowher').replace('postern', 'elsewhere');
      expect(await faultOf(store.describe(nowhere))).toBe('secret-not-found');
      await subject.deleteSecret(arn);
      const put = store.putVersion(arn, { versionId: newVersionId(), text: 'two', label: PENDING });
      expect(await faultOf(put)).toBe('secret-deleted');
    });

    it('rejects another value for an existing version', async () => {
      const { arn, pending } = await secretWithPending();
      const other = store.putVersion(arn, { versionId: pending, text: 'three', label: PENDING });
      expect(await faultOf(other)).toBe('value-differs');
      expect(await store.readVersion(arn, pending)).toBe('two');
    });

    it('has a label on one version only', async () => {
      const { arn, first } = await secretWithPending();
      const newer = newVersionId();
      await store.putVersion(arn, { versionId: newer, text: 'three', label: PENDING });
      expect((await store.describe(arn)).labels).toEqual({ [first]: [CURRENT], [newer]: [PENDING] });
    });

    it('accepts 100 versions of a secret per day', async () => {
      const { arn } = await secret();
      const put = () =>
        store.putVersion(arn, { versionId: newVersionId(), text: newVersionId(), label: PENDING });
      for (let version = 2; version <= 100; version += 1) await put();
      expect(await faultOf(put())).toBe('too-many-versions');
    });
  });
}
