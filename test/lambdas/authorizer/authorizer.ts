import type { AuthorizerDeps } from '../../../lambdas/authorizer/handler.ts';
import type { HttpResponseFormat } from '../../../lib/contracts/environment/access.ts';
import type { RoutePermissions } from '../../../lib/core/access/permissions.ts';
import type { Key } from '../../../lib/core/keys/key.ts';
import type { Owner } from '../../../lib/core/owners/owner.ts';
import { sampleAuthorizer } from '../../../scripts/samples/authorizer.ts';
import { CountingReader } from '../../support/counting-reader.ts';

/** A warm authorizer over a table with these items, and a record of its reads and log lines. */
export function authorizerOver(
  keys: readonly Key[],
  owners: readonly Owner[],
  routes: RoutePermissions = {},
  httpResponse: HttpResponseFormat = 'simple',
) {
  const reader = new CountingReader();
  for (const key of keys) reader.keys.set(key.id, key);
  for (const owner of owners) reader.owners.set(owner.id, owner);
  return { reader, ...authorizerOn(reader, { routes, httpResponse }) };
}

/** A warm authorizer over an existing table, and its log lines. */
export function authorizerOn(reader: CountingReader, given: Partial<AuthorizerDeps> = {}) {
  const lines: string[] = [];
  const handler = sampleAuthorizer(reader, { write: (line) => lines.push(line), ...given });
  return { handler, lines };
}
