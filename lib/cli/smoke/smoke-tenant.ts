import type { AdminClient, AdminRequest, AdminResponse } from '../../api-client/admin-client.ts';
import type { AwsAccount } from '../../api-client/aws-account.ts';
import { readAll } from '../../api-client/paginate.ts';
import { failureOf } from '../error-messages.ts';
import { LARGEST_PAGE } from '../pagination.ts';
import { helpAdvice } from '../usage-error.ts';
import { NotSeenError } from './guarantee.ts';

/** The tenant and the owner of the keys of all runs. The keys expire within an hour, also if a run is killed. */
export const SMOKE_TENANT = { tenant: 'smoke', owner: 'smoke' } as const;
const LIFETIME_SECONDS = 3_600;

type KeySettings = Omit<AdminRequest<'createKey'>['body'], 'owner' | 'expiresAt'>;

/** The keys of a run. */
export interface SmokeTenant {
  issue(settings?: KeySettings): Promise<AdminResponse<'createKey'>>;
  /** Creates a managed key whose secret only `reader`, the ARN of a principal, can read. */
  manage(reader: string, permission: string): Promise<AdminResponse<'manageKey'>>;
  /**
   * Revokes all keys of the owner and deletes their secrets, also those of a run that was killed. A failure does not end it.
   * @throws NotSeenError with each key that cannot be revoked and each secret that cannot be deleted
   */
  cleanUp(): Promise<void>;
  /** The IDs of keys that are not revoked, and the ARNs of secrets that are not deleted. */
  remaining(): Promise<readonly string[]>;
}

/** Prepares the tenant without sending a request. */
export function createSmokeTenant(client: AdminClient, account: AwsAccount): SmokeTenant {
  const { owner, ...params } = SMOKE_TENANT;
  const common = { owner, name: 'smoke', expiresInSeconds: LIFETIME_SECONDS };
  const liveKeys = async () => {
    const keys = await readAll((cursor) =>
      client.call('listKeys', { params, query: { cursor, owner, limit: LARGEST_PAGE } }),
    );
    return keys.filter(({ status }) => status !== 'revoked').map(({ id }) => id);
  };
  const managedKeys = async () => {
    const managed = await readAll((cursor) =>
      client.call('listManagedKeys', { params, query: { cursor, limit: LARGEST_PAGE } }),
    );
    return managed.filter((each) => each.owner === owner);
  };
  return {
    issue: (settings = {}) => client.call('createKey', { params, body: { ...common, ...settings } }),
    manage: (reader, permission) =>
      client.call('manageKey', {
        params,
        body: {
          ...common,
          permissions: [permission],
          rotateEverySeconds: null,
          consumerCacheSeconds: 0,
          readers: [reader],
        },
      }),
    async cleanUp() {
      const failures: string[] = [];
      const attempt = (missing: string, step: Promise<unknown>) =>
        step.catch((error: unknown) => {
          failures.push(`${missing}: ${failureOf(error, helpAdvice('smoke')).message}`);
        });
      for (const key of await liveKeys()) {
        const revocation = client.call('revokeKey', { params: { ...params, key }, body: {} });
        await attempt(`Key ${key} is not revoked`, revocation);
      }
      for (const { key, secretArn } of await managedKeys()) {
        // The secret is tagged before it is deleted.
        const deletion = client
          .call('unmanageKey', { params: { ...params, key }, query: {} })
          .then(() => account.deleteSecret(secretArn));
        await attempt(`The secret ${secretArn} of key ${key} is not deleted`, deletion);
      }
      if (failures.length > 0) throw new NotSeenError(failures.join('; '));
    },
    async remaining() {
      const [keys, managed] = await Promise.all([liveKeys(), managedKeys()]);
      return [...keys, ...managed.map(({ secretArn }) => secretArn)];
    },
  };
}
