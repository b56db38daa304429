import type { AdminClient, AdminResponse } from '../../../api-client/admin-client.ts';

export type RotationSteps = AdminResponse<'showRotations'>['items'][number]['steps'];

/** The demo's own managed key. */
export interface DemoManagedKey {
  /** Makes it; its secret can be read by `reader`, the ARN of a user, and nobody else. */
  make(reader: string): Promise<AdminResponse<'manageKey'>>;
  rotate(): Promise<unknown>;
  /** The steps of its one rotation so far, oldest first. */
  steps(): Promise<RotationSteps>;
  /** Has the engine look at it now: the sweep does so each minute. */
  look(): Promise<unknown>;
  /** Revokes it and has it managed no more; undefined where none was made. */
  unmanage(): Promise<string | undefined>;
}

export interface DemoManagedKeyProps {
  readonly client: AdminClient;
  readonly tenant: string;
  readonly owner: string;
  /** ISO 8601: the key's end where nobody could revoke it any more. */
  readonly expiresAt: string;
  readonly consumerCacheSeconds: number;
  readonly overlapSeconds: number;
}

/** Prepares the demo's managed key; nothing is sent yet. */
export function createDemoManagedKey({
  client,
  tenant,
  owner,
  expiresAt,
  ...settings
}: DemoManagedKeyProps): DemoManagedKey {
  let made: string | undefined;
  const params = () => {
    if (made === undefined) throw new Error('the demo has made no key yet');
    return { tenant, key: made };
  };
  return {
    async make(reader) {
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
    // To manage a key that is managed changes nothing and looks at it.
    look: () => client.call('manageKey', { params: { tenant }, body: { key: params().key } }),
    async unmanage() {
      if (made === undefined) return undefined;
      await client.call('unmanageKey', { params: params(), query: { revoke: 'true' } });
      return made;
    },
  };
}
