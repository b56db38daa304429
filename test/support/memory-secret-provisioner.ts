import type { SecretProvisioner } from '../../lib/core/rotation/secret-provisioner.ts';
import { SecretStoreError } from '../../lib/core/rotation/secret-store.ts';
import { MemorySecret, type MemorySecrets } from './memory-secrets.ts';

const ARN_PREFIX = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:';

/** Creates secrets in memory, with the documented AWS rules for names and for scheduled deletion. */
export function createMemorySecretProvisioner(
  { secrets }: MemorySecrets,
  clock: () => number,
): SecretProvisioner {
  const arnOf = (name: string) => `${ARN_PREFIX}${name}-AbCdEf`;
  const usable = (secretArn: string): MemorySecret => {
    const secret = secrets.get(secretArn);
    if (!secret) throw new SecretStoreError('secret-not-found');
    if (secret.isDeleted) throw new SecretStoreError('secret-deleted');
    return secret;
  };
  return {
    find: async (name) => {
      const secretArn = arnOf(name);
      if (!secrets.has(secretArn)) return undefined;
      usable(secretArn);
      return secretArn;
    },
    create: async ({ name, versionId, text, keyId, tenant }) => {
      const secretArn = arnOf(name);
      const existing = secrets.get(secretArn);
      if (existing?.isDeleted) throw new SecretStoreError('secret-deleted');
      // A repeated request gets the response of the first one.
      if (existing && existing.versions.get(versionId)?.text !== text)
        throw new SecretStoreError('secret-exists');
      if (!existing) {
        const secret = new MemorySecret(clock, versionId, text);
        secret.stateTag = 'creating';
        secret.tags = { keyId, tenant };
        secrets.set(secretArn, secret);
      }
      return { secretArn, versionId };
    },
    replicate: async (secretArn, regions) => {
      const secret = usable(secretArn);
      for (const region of regions) secret.replicaRegions.add(region);
      secret.replicas = [...secret.replicaRegions].map(() => secret.labels());
    },
    setReaders: async (secretArn, readers) => {
      Object.assign(usable(secretArn), { readers, foreignStatements: 0 });
    },
    policy: async (secretArn) => {
      const { readers, foreignStatements } = usable(secretArn);
      return { readers: [...readers].sort(), isExact: foreignStatements === 0 };
    },
    tag: async (secretArn, { stateTag, ...tags }) => {
      Object.assign(usable(secretArn), { stateTag, tags });
    },
    enableSchedule: async (secretArn, everyDays) => {
      usable(secretArn).rotatedEveryDays = everyDays;
    },
    cancelSchedule: async (secretArn) => {
      usable(secretArn).rotatedEveryDays = undefined;
    },
  };
}
