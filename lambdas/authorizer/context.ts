import type { AuthorizerContext } from '../../lib/contracts/authorizer-context.ts';
import type { Allowed } from '../../lib/core/access/decide.ts';

/** What the protected API is told about the key that was accepted. */
export function contextOf({ key, permissions }: Allowed): AuthorizerContext {
  return {
    keyId: key.id,
    tenant: key.tenant,
    owner: key.owner,
    permissions: JSON.stringify(permissions),
    metadata: JSON.stringify(key.metadata),
  };
}
