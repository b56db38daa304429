import { expect, it } from 'vitest';
import { createOwner } from '../../../lib/core/owners/create.ts';
import { findOwners } from '../../../lib/core/owners/find.ts';
import type { PageRequest } from '../../../lib/core/store.ts';
import { ADA, storeWithOwners } from '../../support/sample-tenant.ts';

it('finds one match among 200 owners in one page, with few reads', async () => {
  const { deps } = await storeWithOwners();
  for (let number = 100; number < 300; number += 1) {
    const name = number === 299 ? 'Billing' : null;
    const owner = { tenant: 'acme', id: `batch-${number}`, kind: 'application', name } as const;
    await createOwner(deps, ADA, { ...owner, role: null, plan: null, email: null });
  }
  const reads: number[] = [];
  const store = {
    listOwners: (tenant: string, page: PageRequest) => {
      reads.push(page.limit);
      return deps.store.listOwners(tenant, page);
    },
  };
  const page = await findOwners({ store }, 'acme', { search: 'bill' }, { cursor: undefined, limit: 1 });

  expect(page).toMatchObject({ items: [{ id: 'batch-299' }] });
  expect(reads.length).toBeLessThan(12);
});
