import type { AdminClient } from '../../api-client/admin-client.ts';
import { GatewayError } from '../../api-client/errors.ts';
import { failureOf } from '../error-messages.ts';
import { helpAdvice } from '../usage-error.ts';
import type { Finding } from './check.ts';

/** Checks that the credentials can list all tenants, or otherwise read the tenant of `--tenant`. */
export async function checkPermissions(client: AdminClient, tenant: string | undefined): Promise<Finding> {
  try {
    await client.call('listTenants', { query: { limit: 1 } });
    if (tenant === undefined) return { status: 'ok', found: 'allowed to list tenants' };
  } catch (error) {
    if (!isDenied(error)) return failed(error);
    if (tenant === undefined) {
      return {
        status: 'fail',
        found: 'not allowed to list tenants (403), or invalid credentials',
        advice:
          'Add --tenant <tenant> for credentials of one tenant, or grant access to all tenants with grantAdmin.',
      };
    }
  }
  return checkTenant(client, tenant);
}

async function checkTenant(client: AdminClient, tenant: string): Promise<Finding> {
  try {
    await client.call('showTenant', { params: { tenant } });
    return { status: 'ok', found: `allowed to read tenant ${tenant}` };
  } catch (error) {
    if (!isDenied(error)) return failed(error);
    return {
      status: 'fail',
      found: `not allowed to read tenant ${tenant} (403), or invalid credentials`,
      advice: 'Use credentials with access to this tenant (grantAdmin).',
    };
  }
}

function isDenied(error: unknown): boolean {
  return error instanceof GatewayError && error.status === 403 && !error.isClockSkewed;
}

function failed(error: unknown): Finding {
  const { message, advice } = failureOf(error, helpAdvice('doctor'));
  return { status: 'fail', found: message, advice };
}
