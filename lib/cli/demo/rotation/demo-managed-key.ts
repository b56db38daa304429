import type { AdminClient, AdminResponse } from '../../../api-client/admin-client.ts';

export type RotationSteps = AdminResponse<'showRotations'>['items'][number]['steps'];

/** The managed key of the demo. */
export interface DemoManagedKey {
  /** Creates the key. Only `reader`, the ARN of a user, can read its secret. */
  create(reader: string): Promise<AdminResponse<'manageKey'>>;
  rotate(): Promise<unknown>;
  /** The recorded steps of its rotation, oldest first. */
  steps(): Promise<RotationSteps>;
  /** Starts a reconcile now; the sweep starts one each minute. */
  reconcile(): Promise<unknown>;
  /** Revokes and unmanages the key; returns undefined if none was created. */
  unmanage(): Promise<string | undefined>;
}

export interface DemoManagedKeyProps {
  readonly client: AdminClient;
  readonly tenant: string;
  readonly owner: string;
  /** Expiry of the key (ISO 8601), in case the demo cannot revoke it. */
  readonly expiresAt: string;
  readonly consumerCacheSeconds: number;
  readonly overlapSeconds: number;
}

/** Prepares the managed key without sending a request. */
export function createDemoManagedKey({
  client,
  tenant,
  owner,
  expiresAt,
  ...settings
}: DemoManagedKeyProps): DemoManagedKey {
  let made: string | undefined;
  const params = () => {
    if (made === undefined) throw new Error('the demo key is not created yet');
    return { tenant, key: made };
  };
  return {
    async create(reader) {
      const body = {
        owner,
        name: 'postern-rotation-demo',
        expiresAt,
        rotateEverySeconds: null,
        readers: [reader],
        ...settings,
      };
      const managed = await client.call('manageKey', { params: { tenant }, body });
      made = managed.key;
      return managed;
    },
    rotate: () => client.call('rotateKey', { params: params() }),
    async steps() {
      const { items } = await client.call('showRotations', { params: params() });
      return items[0]?.steps ?? [];
    },
    // Managing a managed key has no effect except a reconcile.
    reconcile: () => client.call('manageKey', { params: { tenant }, body: { key: params().key } }),
    async unmanage() {
      if (made === undefined) return undefined;
      await client.call('unmanageKey', { params: params(), query: { revoke: 'true' } });
      return made;
    },
  };
}
