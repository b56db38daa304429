import type { AuthorizerContext } from '../../lib/contracts/authorizer-context.ts';
import type { Access } from '../../lib/core/access/access.ts';

/** The authorizer context for the protected API. All values are strings, because REST APIs accept only scalars. */
export function contextOf({
  keyId,
  tenant,
  owner,
  permissions,
  plan,
  metadata,
  session,
}: Access): AuthorizerContext {
  return {
    keyId,
    tenant,
    owner,
    permissions: JSON.stringify(permissions),
    plan: JSON.stringify(plan),
    metadata: JSON.stringify(metadata),
    session: JSON.stringify(session),
  };
}
