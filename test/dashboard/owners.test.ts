import { describe, expect, it } from 'vitest';
import { createOwner } from '../../lib/core/owners/create.ts';
import { updateOwner } from '../../lib/core/owners/update.ts';
import { minds } from '../../lib/core/profiles/minds.ts';
import { createTenant } from '../../lib/core/tenants/create.ts';
import { hasBrowser } from '../support/browser.ts';
import { credits } from '../support/limits.ts';
import { ADA } from '../support/sample-tenant.ts';
import { seriousFindings } from './support/axe.ts';
import { useDashboard } from './support/dashboard-test.ts';

const open = useDashboard();

describe.skipIf(!hasBrowser)('owners', () => {
  it('are found by the server, by kind and by text', async () => {
    const { page } = await open({ place: 'owners' });
    await page.getByRole('searchbox', { name: 'Find owners' }).fill('DEV');
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: /auditor/ }).waitFor({ state: 'detached' });
    await page.getByRole('row', { name: /developer/ }).waitFor();
    await page.getByRole('button', { name: /Kind/ }).click();
    await page.getByRole('option', { name: 'Application' }).click();
    await page.getByText('No owners match').waitFor();
    expect(new URL(page.url()).hash).toBe('#/acme/owners?kind=application&search=DEV');
    // The field follows the address: without the filter of the list, it must not show one.
    await page.getByRole('navigation').getByRole('link', { name: 'Owners' }).click();
    await page.getByRole('row', { name: /auditor/ }).waitFor();
    expect(await page.getByRole('searchbox', { name: 'Find owners' }).inputValue()).toBe('');
  });

  it('have a page with their limits and changes, where their role is edited', async () => {
    const { page, server } = await open({
      place: 'owners',
      before: async ({ deps }) => {
        await updateOwner(deps, ADA, { tenant: 'acme', id: 'developer' }, { limits: [credits()] });
      },
    });
    await page.getByRole('link', { name: 'developer', exact: true }).click();
    await page.getByRole('meter', { name: 'Use of credits' }).waitFor();
    await page.getByText('owner.updated').waitFor();
    await expect.poll(() => seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Edit' }).click();
    await updateOwner(server.deps, ADA, { tenant: 'acme', id: 'developer' }, { name: 'Dev' });
    await page.getByRole('dialog').getByRole('button', { name: /Role/ }).click();
    await page.getByRole('option', { name: /Auditor/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page
      .getByRole('dialog')
      .getByRole('row', { name: /Role Developer Auditor/ })
      .waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Replace the current settings' }).click();
    await page.getByText('developer updated').waitFor();
    expect(await server.store.readOwner('acme', 'developer')).toMatchObject({ role: 'auditor' });
  });

  it('get another plan', async () => {
    const { page, server } = await open({ place: 'owners/account-1', profile: minds });
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('dialog').getByRole('button', { name: /Plan/ }).click();
    await page.getByRole('option').nth(1).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('account-1 updated').waitFor();
    expect((await server.store.readOwner('acme', 'account-1'))?.plan).toBeTruthy();
  });

  it('of another tenant are not found', async () => {
    const { page, server } = await open();
    await server.addTenant('beta');
    await server.invite('beta', 'developer', 'stranger');
    await page.getByText('No API keys yet').waitFor();
    await page.evaluate(`location.assign('#/acme/owners/stranger')`);
    await page.getByText('Owner not found').waitFor();
  });
});

describe.skipIf(!hasBrowser)('the audit trail', () => {
  it('is filtered by period and by ID at the same time, in the address', async () => {
    const { page } = await open({
      before: async ({ deps }) => {
        const past = { ...deps, clock: () => Date.now() - 3 * 86_400_000 };
        await createTenant(past, ADA, { id: 'beta', name: null, maxKeyLifetimeDays: null });
        const ann = {
          id: 'ann',
          kind: 'person',
          role: 'app-admin',
          email: 'app-admin@acme.example',
        } as const;
        await createOwner(deps, ADA, { ...ann, tenant: 'beta', name: null, plan: null });
      },
    });
    await page.getByText('No API keys yet').waitFor();
    await page.evaluate(`location.assign('#/beta/audit')`);
    await page.getByRole('row', { name: /tenant\.created/ }).waitFor();
    await page.getByRole('button', { name: /Period/ }).click();
    await page.getByRole('option', { name: 'Last 24 hours' }).click();
    await page.getByRole('row', { name: /owner\.created/ }).waitFor();
    expect(await page.getByRole('row', { name: /tenant\.created/ }).count()).toBe(0);
    await page.getByRole('searchbox', { name: 'ID to filter by' }).fill('4aBcDeFgHiJk');
    await page.keyboard.press('Enter');
    await page.getByText('No events match').waitFor();
    expect(page.url()).toContain('#/beta/audit?key=4aBcDeFgHiJk&days=1');
  });

  it('shows the state of its hash chain, and that it was changed', async () => {
    const { page, server } = await open({
      place: 'audit',
      before: ({ chain }) => chain.recordProbe(Date.now()),
    });
    await page.getByText('Intact', { exact: true }).waitFor();
    await page.getByText('Covers changes since').waitFor();
    const link = { number: 1, atMs: Date.now(), previous: null, events: [], keptUntilMs: Date.now() + 1000 };
    await server.chain.append({ ...link, hash: '0'.repeat(64) });
    await page.reload();
    await page.getByText('The audit trail may have been manipulated').waitFor();
    await expect.poll(() => seriousFindings(page)).toEqual([]);
  });
});
