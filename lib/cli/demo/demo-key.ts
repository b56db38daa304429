import type { AdminClient, AdminResponse } from '../../api-client/admin-client.ts';
import { ProblemError } from '../../api-client/errors.ts';

/** The demo's own key. */
export interface DemoKey {
  issue(): Promise<AdminResponse<'createKey'>>;
  revoke(id: string): Promise<AdminResponse<'revokeKey'>>;
  /** The key that was issued and is not known to be revoked. */
  remaining(): string | undefined;
}

interface DemoKeyProps {
  readonly client: AdminClient;
  readonly tenant: string;
  readonly owner: string;
  readonly name: string;
  /** ISO 8601: the key's end where nobody could revoke it any more. */
  readonly expiresAt: string;
}

/** Prepares the demo's key; nothing is sent yet. */
export function createDemoKey({ client, tenant, ...settings }: DemoKeyProps): DemoKey {
  let remaining: string | undefined;
  return {
    async issue() {
      try {
        const key = await client.call('createKey', { params: { tenant }, body: settings });
        remaining = key.id;
        return key;
      } catch (error) {
        // Issued, though the answer with its value was lost.
        if (error instanceof ProblemError) remaining = error.key?.id;
        throw error;
      }
    },
    async revoke(id) {
      const revoked = await client.call('revokeKey', { params: { tenant, key: id }, body: {} });
      remaining = undefined;
      return revoked;
    },
    remaining: () => remaining,
  };
}
