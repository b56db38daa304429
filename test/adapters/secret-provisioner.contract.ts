import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { SecretProvisioner } from '../../lib/core/rotation/secret-provisioner.ts';
import type { SecretStore } from '../../lib/core/rotation/secret-store.ts';
import { faultOf } from '../support/fault-of.ts';

export interface SecretMakerUnderTest {
  readonly provisioner: SecretProvisioner;
  readonly store: SecretStore;
  /** A role that exists. */
  readonly reader: string;
  readonly readersOf: (secretArn: string) => Promise<readonly string[]>;
  readonly stateTagOf: (secretArn: string) => Promise<string | undefined>;
  /** Schedules it for deletion. */
  readonly deleteSecret: (secretArn: string) => Promise<void>;
}

/** Everything that the port of making secrets promises. */
export function secretProvisionerContract(name: string, subject: SecretMakerUnderTest): void {
  const { provisioner, store } = subject;

  function newSecret() {
    const keyId = randomBytes(6).toString('hex');
    const versionId = randomBytes(16).toString('hex');
    return { name: `postern/contract/${keyId}`, versionId, text: 'one', keyId, tenant: 'acme' };
  }

  describe(name, () => {
    it('a secret has its first value under the versionId, is found by its name and marked as not yet bound', async () => {
      const secret = newSecret();
      expect(await provisioner.find(secret.name)).toBeUndefined();
      const { secretArn: arn, versionId } = await provisioner.create(secret);
      expect(await provisioner.find(secret.name)).toBe(arn);
      expect(await store.describe(arn)).toMatchObject({
        labels: { [versionId]: ['AWSCURRENT'] },
        replicas: [],
      });
      expect(await store.readVersion(arn, versionId)).toBe('one');
      expect(await subject.stateTagOf(arn)).toBe('creating');
    });

    it('rejects a taken name and keeps the existing value', async () => {
      const secret = newSecret();
      const { secretArn: arn, versionId } = await provisioner.create(secret);
      const other = { ...secret, versionId: 'f'.repeat(32), text: 'two' };
      expect(await faultOf(provisioner.create(other))).toBe('secret-exists');
      expect(await store.readVersion(arn, versionId)).toBe('one');
    });

    it('returns the same secret for a repeated creation', async () => {
      const secret = newSecret();
      expect(await provisioner.create(secret)).toEqual({
        ...(await provisioner.create(secret)),
        versionId: secret.versionId,
      });
    });

    it('replicates a secret to each Region once, also if the call is repeated', async () => {
      const { secretArn: arn } = await provisioner.create(newSecret());
      await provisioner.replicate(arn, ['eu-west-1']);
      await provisioner.replicate(arn, ['eu-west-1', 'eu-central-1']);
      expect((await store.describe(arn)).replicas.length).toBe(2);
    });

    it('updates the state tag of a secret', async () => {
      const { secretArn: arn } = await provisioner.create(newSecret());
      for (const stateTag of ['managed', 'key-revoked'] as const) {
        await store.tagState(arn, stateTag);
        expect(await subject.stateTagOf(arn)).toBe(stateTag);
      }
    });

    it('reads the settings of a secret and updates its tags', async () => {
      const { keyId, tenant, ...secret } = newSecret();
      const { secretArn: arn } = await provisioner.create({ ...secret, keyId, tenant });
      expect((await store.describe(arn)).settings).toEqual({
        everyDays: null,
        tags: { keyId, tenant, stateTag: 'creating' },
      });
      await provisioner.tag(arn, { keyId, tenant: 'other', stateTag: 'managed' });
      expect((await store.describe(arn)).settings.tags).toEqual({
        keyId,
        tenant: 'other',
        stateTag: 'managed',
      });
    });

    it('replaces the readers and removes all of them for an empty list', async () => {
      const { secretArn: arn } = await provisioner.create(newSecret());
      for (const readers of [[], [subject.reader], [subject.reader], [], []]) {
        await provisioner.setReaders(arn, readers);
        expect(await subject.readersOf(arn)).toEqual(readers);
        expect(await provisioner.policy(arn)).toEqual({ readers, isExact: true });
      }
    });

    it('distinguishes a secret scheduled for deletion from a missing one', async () => {
      const secret = newSecret();
      const { secretArn: arn } = await provisioner.create(secret);
      await subject.deleteSecret(arn);
      expect(await faultOf(provisioner.find(secret.name))).toBe('secret-deleted');
      const nowhere = arn.replace(/-\w{6}$/, '-nowher').replace('postern', 'elsewhere');
      expect(await faultOf(provisioner.setReaders(nowhere, [subject.reader]))).toBe('secret-not-found');
    });
  });
}
