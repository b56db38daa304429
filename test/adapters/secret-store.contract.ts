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
  /** Whether it does all that AWS documents; an emulator's differences are listed with the tests. */
  readonly doesAsAws: boolean;
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
    it('a new secret has one version, the current one', async () => {
      const { arn, first } = await secret();
      expect(await store.describe(arn)).toMatchObject({ labels: { [first]: [CURRENT] }, replicas: [] });
      expect(await store.readVersion(arn, first)).toBe('one');
    });

    it('a pending version leaves the current one as it is', async () => {
      const { arn, first, pending } = await secretWithPending();
      const { labels } = await store.describe(arn);
      expect(labels).toEqual({ [first]: [CURRENT], [pending]: [PENDING] });
      expect(await store.readVersion(arn, pending)).toBe('two');
    });

    it('a version that does not exist reads as undefined', async () => {
      const { arn } = await secret();
      expect(await store.readVersion(arn, newVersionId())).toBeUndefined();
    });

    it('putting the same version twice changes nothing', async () => {
      const { arn, pending } = await secretWithPending();
      const before = await store.describe(arn);
      await store.putVersion(arn, { versionId: pending, text: 'two', label: PENDING });
      expect(await store.describe(arn)).toEqual(before);
    });

    it('moving the current label makes the version that had it the previous one', async () => {
      const { arn, first, pending } = await secretWithPending();
      await store.moveLabel(arn, { label: CURRENT, from: first, to: pending });
      const { labels } = await store.describe(arn);
      expect(labels[pending]).toContain(CURRENT);
      expect(labels[first]).toEqual([PREVIOUS]);
    });

    it('a label is moved from the version that has it, or not at all', async () => {
      const { arn, first, pending } = await secretWithPending();
      await store.moveLabel(arn, { label: CURRENT, from: first, to: pending });
      const before = await store.describe(arn);
      const again = store.moveLabel(arn, { label: CURRENT, from: first, to: pending });
      expect(await faultOf(again)).toBe('label-elsewhere');
      expect(await store.describe(arn)).toEqual(before);
    });

    it('a label can be taken off', async () => {
      const { arn, first, pending } = await secretWithPending();
      await store.removeLabel(arn, { label: PENDING, from: pending });
      expect((await store.describe(arn)).labels).toEqual({ [first]: [CURRENT] });
    });

    it('a secret that is not there, and one that is to be deleted, are told apart', async () => {
      const { arn } = await secret();
      const nowhere = arn.replace(/-\w{6}$/, '-nowher').replace('postern', 'elsewhere');
      expect(await faultOf(store.describe(nowhere))).toBe('secret-not-found');
      await subject.deleteSecret(arn);
      const put = store.putVersion(arn, { versionId: newVersionId(), text: 'two', label: PENDING });
      expect(await faultOf(put)).toBe('secret-deleted');
    });

    // The emulator overwrites it.
    it.runIf(subject.doesAsAws)('a version can never get another value', async () => {
      const { arn, pending } = await secretWithPending();
      const other = store.putVersion(arn, { versionId: pending, text: 'three', label: PENDING });
      expect(await faultOf(other)).toBe('value-differs');
      expect(await store.readVersion(arn, pending)).toBe('two');
    });

    // The emulator leaves it on the older one as well.
    it.runIf(subject.doesAsAws)('a label is on one version only', async () => {
      const { arn, first } = await secretWithPending();
      const newer = newVersionId();
      await store.putVersion(arn, { versionId: newer, text: 'three', label: PENDING });
      expect((await store.describe(arn)).labels).toEqual({ [first]: [CURRENT], [newer]: [PENDING] });
    });

    // The emulator has no such limit.
    it.runIf(subject.doesAsAws)('a secret takes 100 versions a day', async () => {
      const { arn } = await secret();
      const put = () =>
        store.putVersion(arn, { versionId: newVersionId(), text: newVersionId(), label: PENDING });
      for (let version = 2; version <= 100; version += 1) await put();
      expect(await faultOf(put())).toBe('too-many-versions');
    });
  });
}
