import { Option } from '@commander-js/extra-typings';
import type { AdminClient } from '../api-client/admin-client.ts';
import { readAll } from '../api-client/paginate.ts';
import type { Cli } from './cli.ts';
import { LARGEST_PAGE, type PageQuery } from './pagination.ts';
import { UsageError } from './usage-error.ts';

/** Separates the tenant ID from the cursor of its page. Tenant IDs cannot contain it. */
const SEPARATOR = ' ';

export function allTenantsOption() {
  return new Option(
    '--all-tenants',
    'List all pages of every tenant; requires permission for all tenants',
  ).conflicts(['tenant', 'limit']);
}

export interface TenantChoice {
  readonly tenant?: string | undefined;
  readonly allTenants?: true | undefined;
}

/** Reads the page of one tenant. */
type ReadTenant<Page> = (client: AdminClient, tenant: string, query: PageQuery) => Promise<Page>;

/**
 * Returns a reader for the pages of a listing: of one tenant, or of all tenants in sequence.
 * @throws UsageError if no tenant is named, or the deployment has none
 */
export async function paginateTenants<Page extends { readonly next: string | null }>(
  cli: Cli,
  { tenant: tenantOption, allTenants }: TenantChoice,
  readTenant: ReadTenant<Page>,
): Promise<(query: PageQuery) => Promise<Page>> {
  const { client, tenantOr } = await cli.open();
  if (!allTenants) {
    const tenant = tenantOr(tenantOption);
    return (query) => readTenant(client, tenant, query);
  }
  const tenants = await tenantsOf(client);
  return async ({ cursor = '', ...query }) => {
    const [cursorTenant = '', ...rest] = cursor.split(SEPARATOR);
    const position = Math.max(0, tenants.indexOf(cursorTenant));
    const tenant = tenants[position];
    if (tenant === undefined) {
      throw new UsageError('The deployment has no tenants', 'Create one: postern tenants create <tenant>');
    }
    const tenantCursor = rest.join(SEPARATOR);
    const page = await readTenant(client, tenant, {
      ...query,
      ...(tenantCursor !== '' && { cursor: tenantCursor }),
    });
    if (page.next !== null) return { ...page, next: tenant + SEPARATOR + page.next };
    const following = tenants[position + 1];
    return following === undefined ? page : { ...page, next: following + SEPARATOR };
  };
}

async function tenantsOf(client: AdminClient): Promise<readonly string[]> {
  const tenants = await readAll((cursor) =>
    client.call('listTenants', { query: { cursor, limit: LARGEST_PAGE } }),
  );
  return tenants.map(({ id }) => id);
}
