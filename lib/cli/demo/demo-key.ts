import type { AdminClient, AdminResponse } from '../../api-client/admin-client.ts';
import { ProblemError } from '../../api-client/errors.ts';

/** The key of the demo. */
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
  /** Expiry of the key (ISO 8601), in case the demo cannot revoke it. */
  readonly expiresAt: string;
}

/** Prepares the demo key without sending a request. */
export function createDemoKey({ client, tenant, ...settings }: DemoKeyProps): DemoKey {
  let remaining: string | undefined;
  return {
    async issue() {
      try {
        const key = await client.call('createKey', { params: { tenant }, body: settings });
        remaining = key.id;
        return key;
      } catch (error) {
        // The key was issued, but the response with its value was lost.
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
