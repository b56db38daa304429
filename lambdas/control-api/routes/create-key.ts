import { type AdminRoute, adminRoutes } from '../../../lib/contracts/http/admin.ts';
import type { Caller } from '../../../lib/core/audit/event.ts';
import { issueKey } from '../../../lib/core/keys/issue.ts';
import type { UseCaseDeps } from '../../../lib/core/use-case.ts';
import type { RouteHandler } from '../../../lib/http/dispatch.ts';
import { msOf } from '../instants.ts';
import { refusal } from '../refusals.ts';
import { tokenOf } from '../token.ts';
import { viewIssuedKey } from '../views.ts';

export function createKeyHandler(deps: UseCaseDeps): RouteHandler<AdminRoute<'createKey'>, Caller> {
  return async (request, caller) => {
    const { tenant } = request.params;
    const { expiresAt, ...settings } = request.body;
    const input = { tenant, ...settings, expiresAtMs: msOf(expiresAt) };
    const result = await issueKey(deps, caller, input, tokenOf(adminRoutes.createKey, request, caller));
    switch (result.outcome) {
      case 'issued':
        return { body: viewIssuedKey(result.key, result.value) };
      case 'value-unavailable':
        return { ...refusal('value-unavailable'), key: { tenant, id: result.keyId } };
      case 'exceeds-role':
        return { ...refusal('exceeds-role'), detail: `Beyond the role: ${result.permissions.join(', ')}.` };
      case 'unknown-environment':
        return {
          ...refusal('unknown-environment'),
          detail: `Allowed: ${deps.codec.environments.join(', ')}.`,
        };
      default:
        return refusal(result.outcome);
    }
  };
}
