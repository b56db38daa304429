import type { AuthorizerContext } from '../../lib/contracts/authorizer-context.ts';
import { DENIAL_BODY, DENIAL_HEADERS, type DenialContext } from '../../lib/contracts/denial-context.ts';
import type { Access } from '../../lib/core/access/access.ts';
import type { ErrorResponse } from '../../lib/core/profiles/profile.ts';

/** The authorizer context for the protected API. All values are strings, because REST APIs accept only scalars. */
export function contextOf({
  keyId,
  tenant,
  owner,
  permissions,
  plan,
  metadata,
  session,
  limitHeaders,
}: Access): AuthorizerContext {
  return {
    keyId,
    tenant,
    owner,
    permissions: JSON.stringify(permissions),
    plan: JSON.stringify(plan),
    metadata: JSON.stringify(metadata),
    session: JSON.stringify(session),
    limitHeaders: JSON.stringify(limitHeaders),
  };
}

/** The only status of a denial by policy. */
const FORBIDDEN = 403;

/**
 * The context of a denial, from which the gateway response of a REST API takes its body and headers. A body that names the
 * status has the one that API Gateway sends.
 */
export function denialContext({ body, headers }: ErrorResponse): DenialContext {
  const named = ['status', 'statusCode'].filter((name) => name in body);
  const sent = { ...body, ...Object.fromEntries(named.map((name) => [name, FORBIDDEN])) };
  const context: Record<string, string> = { [DENIAL_BODY]: JSON.stringify(sent) };
  for (const [header, field] of Object.entries(DENIAL_HEADERS)) {
    const value = headers[header];
    if (value !== undefined) context[field] = value;
  }
  return context;
}
