import type { AdminClient, AdminRequest, AdminResponse } from '../../api-client/admin-client.ts';
import type { AwsAccount } from '../../api-client/aws-account.ts';
import { paginate } from '../../api-client/paginate.ts';
import { LARGEST_PAGE } from '../pagination.ts';
import { NotSeenError } from './guarantee.ts';

/** The tenant of all runs. Its keys expire within an hour, also if a run is killed. */
export const SMOKE_TENANT = { tenant: 'smoke', owner: 'smoke' } as const;
const LIFETIME_SECONDS = 3_600;

type KeySettings = Omit<AdminRequest<'createKey'>['body'], 'owner' | 'expiresAt'>;

/** The keys of a run. */
export interface SmokeTenant {
  issue(settings?: KeySettings): Promise<AdminResponse<'createKey'>>;
  /** Creates a managed key whose secret only `reader`, the ARN of a principal, can read. */
  manage(reader: string, permission: string): Promise<AdminResponse<'manageKey'>>;
  /**
   * Revokes all keys of the tenant and deletes their secrets, also those of a run that was killed.
   * @throws NotSeenError if a secret cannot be deleted
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
    const keys = await paginate((cursor) =>
      client.call('listKeys', { params, query: { cursor, limit: LARGEST_PAGE } }),
    );
    return keys.filter(({ status }) => status !== 'revoked').map(({ id }) => id);
  };
  const managedKeys = () =>
    paginate((cursor) => client.call('listManagedKeys', { params, query: { cursor, limit: LARGEST_PAGE } }));
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
      for (const key of await liveKeys()) {
        await client.call('revokeKey', { params: { ...params, key }, body: {} });
      }
      for (const { key, secretArn } of await managedKeys()) {
        // The secret is tagged before it is deleted.
        await client.call('unmanageKey', { params: { ...params, key }, query: {} });
        await account.deleteSecret(secretArn).catch((error: unknown) => {
          const reason = error instanceof Error ? error.name : 'unknown error';
          throw new NotSeenError(`The secret ${secretArn} of a revoked key is not deleted: ${reason}`);
        });
      }
    },
    async remaining() {
      const [keys, managed] = await Promise.all([liveKeys(), managedKeys()]);
      return [...keys, ...managed.map(({ secretArn }) => secretArn)];
    },
  };
}
