import { describe, expect, it } from 'vitest';
import { createOwner } from '../../lib/core/owners/create.ts';
import { ROLES } from '../../lib/core/owners/owner.ts';
import { PROFILES } from '../../lib/core/profiles/catalogue.ts';
import { mindbridge } from '../../lib/core/profiles/mindbridge.ts';
import { minds } from '../../lib/core/profiles/minds.ts';
import { hasBrowser } from '../support/browser.ts';
import { ADA, issue } from '../support/sample-tenant.ts';
import { seriousFindings } from './support/axe.ts';
import { useDashboard } from './support/dashboard-test.ts';

const open = useDashboard();

const PAGES = {
  keys: 'Keys',
  overview: 'Overview',
  'managed-keys': 'Managed API keys',
  usage: 'API key usage',
  'access-log': 'Access log',
  explain: 'Explain a denial',
  'explain?by=request': 'Explain a denial',
  audit: 'Audit trail',
  owners: 'Owners',
  'owners/application-1': 'application-1',
  tenant: 'Acme Corporation',
} as const;

describe.skipIf(!hasBrowser)('the pages', () => {
  it.each(['light', 'dark'] as const)(
    'have no serious accessibility finding, in the %s theme',
    async (colorScheme) => {
      const { page } = await open({
        colorScheme,
        before: async ({ deps }) => {
          const metadata = { team: 'payments' };
          await issue(deps, { owner: 'application-1', name: 'Nightly build', metadata });
          await issue(deps, { owner: 'application-1', name: null, expiresAtMs: Date.now() + 86_400_000 });
        },
      });
      await page.getByRole('heading', { level: 1, name: 'Keys' }).waitFor();
      for (const [place, heading] of Object.entries(PAGES)) {
        await page.evaluate(`location.assign('#/acme/${place}')`);
        await page.getByRole('heading', { level: 1, name: heading }).waitFor();
        await page
          .getByRole('img', { name: /loading/i })
          .first()
          .waitFor({ state: 'detached' });
        await expect.poll(() => seriousFindings(page), { message: place }).toEqual([]);
      }
      await page.evaluate(`location.assign('#/acme/keys')`);
      await page.getByRole('link', { name: 'Nightly build' }).click();
      await page.getByRole('heading', { level: 1, name: 'Nightly build' }).waitFor();
      await page.getByText('Show as a table').waitFor();
      await expect.poll(() => seriousFindings(page), { message: 'key' }).toEqual([]);
      for (const tab of ['Timeline', 'Limits', 'Access log', 'Changes']) {
        await page.getByRole('tab', { name: tab }).click();
        await expect.poll(() => seriousFindings(page), { message: tab }).toEqual([]);
      }
      await page.getByRole('button', { name: 'Edit' }).click();
      await page.getByRole('dialog').getByLabel('Name', { exact: true }).waitFor();
      await expect.poll(() => seriousFindings(page), { message: 'edit' }).toEqual([]);
      await page.keyboard.press('Escape');
      await page.goBack();
      await page.getByRole('button', { name: 'Create API key' }).click();
      await page.getByRole('dialog').getByLabel('Name', { exact: true }).waitFor();
      await expect.poll(() => seriousFindings(page), { message: 'create' }).toEqual([]);
      await page.getByRole('dialog').getByRole('button', { name: 'Create API key' }).click();
      await page.getByRole('button', { name: 'I have stored it' }).waitFor();
      await expect.poll(() => seriousFindings(page), { message: 'created' }).toEqual([]);
      await page.getByRole('button', { name: 'I have stored it' }).click();
      await page
        .getByRole('row', { name: /Nightly build/ })
        .getByRole('checkbox')
        .click();
      await page.getByRole('button', { name: 'Revoke' }).click();
      await page.getByRole('dialog').getByText('You cannot undo this').waitFor();
      await expect.poll(() => seriousFindings(page), { message: 'revoke' }).toEqual([]);
    },
  );

  it.each(ROLES)('show each role what it may do, with the default profile: %s', async (role) => {
    const { page } = await open({ role });
    await page.getByRole('heading', { level: 1, name: 'Keys' }).waitFor();
    const links = page.getByRole('navigation', { name: 'Pages' }).getByRole('link');
    const expected = [
      ...['Keys', 'Overview', 'Managed keys', 'Usage', 'Access log', 'Explain a denial'],
      ...['Audit trail', 'Owners', 'Tenant'],
    ];
    expect(await links.allTextContents()).toEqual(
      expected.filter((each) => role !== 'auditor' || each !== 'Explain a denial'),
    );
    const create = page.getByRole('button', { name: 'Create API key' });
    expect((await create.count()) > 0).toBe(role !== 'auditor');
    await page.evaluate(`location.assign('#/acme/owners')`);
    await page.getByRole('heading', { level: 1, name: 'Owners' }).waitFor();
    expect(await page.getByRole('button', { name: 'Add owner' }).count()).toBe(role === 'app-admin' ? 1 : 0);
  });

  it('offer a developer no operation on keys of other people', async () => {
    const { page } = await open({
      role: 'developer',
      before: async ({ deps }) => {
        await issue(deps, { owner: 'developer', name: 'Own key' });
        await issue(deps, { owner: 'app-admin', name: 'Key of the admin' });
      },
    });
    await page.getByRole('checkbox', { name: 'Select Own key' }).waitFor();
    const other = page.getByRole('checkbox', { name: 'Select Key of the admin' });
    await expect.poll(() => other.isDisabled()).toBe(true);
    await page.getByRole('link', { name: 'Key of the admin' }).click();
    await page.getByText('Your role developer does not manage this API key.').waitFor();
    expect(await page.getByRole('button', { name: 'Revoke' }).count()).toBe(0);
    await page.goBack();
    await page.getByRole('link', { name: 'Own key' }).click();
    await page.getByRole('button', { name: 'Revoke' }).waitFor();
  });

  it('limit the permissions of a key to the role of the user', async () => {
    const { page, server } = await open({ role: 'developer' });
    await page.getByRole('button', { name: 'Create API key' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Permissions').fill('orders:read, orders:admin');
    await dialog.getByText('Your role developer does not allow: orders:admin.').waitFor();
    await dialog.getByRole('button', { name: 'Create API key' }).click();
    await dialog.getByText('Remove the permissions that exceed').waitFor();
    expect(server.store.events.some(({ action }) => action === 'key.issued')).toBe(false);
    await dialog.getByLabel('Permissions').fill('orders:read, write');
    await dialog.getByRole('button', { name: 'Create API key' }).click();
    await page.getByRole('button', { name: 'I have stored it' }).waitFor();
  });

  it('show the limits of each plan', async () => {
    const { page } = await open({ place: 'tenant', profile: minds });
    await page.getByRole('heading', { level: 2, name: 'Plans' }).waitFor();
    await page.getByText('minds 1, flows 0', { exact: true }).waitFor();
    await page.getByText('minds unlimited, flows unlimited', { exact: true }).first().waitFor();
  });

  it('keep the filter of the audit trail after an invalid ID', async () => {
    const { page } = await open({ place: 'audit?key=not%20an%20ID' });
    await page.getByText('key: must have 1 to 64 letters and digits').waitFor();
    await page.getByRole('searchbox').fill('');
    await page.keyboard.press('Enter');
    await page.getByText('tenant.created').waitFor();
  });

  it.each([...PROFILES.values()])('are in the menus of the product: $name', async (profile) => {
    const { menu, menuLocation, createKey } = profile.displayNames;
    const { page } = await open({ profile });
    await page.getByRole('button', { name: createKey }).first().waitFor();
    if (menuLocation === 'profile-menu') {
      await page.getByRole('button', { name: menu[0] ?? '', exact: true }).click();
      await page.getByRole('menuitem', { name: menu[1] ?? '' }).click();
    } else {
      const navigation = page.getByRole('navigation');
      for (const name of menu) await navigation.getByText(name, { exact: true }).waitFor();
      await navigation.getByRole('link', { name: menu.at(-1) ?? '', exact: true }).click();
    }
    await page.getByRole('button', { name: createKey }).first().waitFor();
  });

  it('have a clear text for a page that the role does not allow', async () => {
    const { page } = await open({ profile: mindbridge, role: 'developer' });
    await page.getByText('No access to this page').waitFor();
    expect(await page.getByRole('button', { name: 'Create API token' }).count()).toBe(0);
  });

  it.each([
    ['another tenant', '#/beta/keys', 'Tenant not found'],
    ['an unknown tenant', '#/unknown/keys', 'Tenant not found'],
    ['an unknown page', '#/acme/nothing', 'Page not found'],
    ['an unknown key', '#/acme/keys/3fKq81ZbTn0x', 'not found'],
    ['no key ID', '#/acme/keys/%3Cimg%20src=x%20onerror=alert(1)%3E', 'not found'],
    ['an invalid escape', '#/acme/%E0%A4%A/x', 'Page not found'],
  ])('are not found for %s in the address', async (_, hash, text) => {
    const { page, server } = await open();
    await server.addTenant('beta');
    await page.getByRole('heading', { level: 1, name: 'Keys' }).waitFor();
    await page.evaluate(`location.assign(${JSON.stringify(hash)})`);
    await page.getByText(text).first().waitFor();
  });

  it('of several tenants are chosen in the header', async () => {
    const { page } = await open({
      place: '',
      before: async (server) => {
        await server.addTenant('beta', 'Beta Ltd');
        const invited = { kind: 'person', role: 'auditor', email: 'app-admin@acme.example' } as const;
        await createOwner(server.deps, ADA, {
          ...invited,
          tenant: 'beta',
          id: 'ann',
          name: null,
          plan: null,
        });
        await issue(server.deps, { tenant: 'beta', owner: 'application-1', name: 'Key of Beta' });
      },
    });
    await page.getByText('No API keys yet').waitFor();
    await page.getByRole('button', { name: /Tenant/ }).click();
    await page.getByRole('option', { name: /Beta Ltd/ }).click();
    await page.getByRole('link', { name: 'Key of Beta' }).waitFor();
    expect(page.url()).toContain('#/beta/keys');
    // The role in this tenant is another one.
    expect(await page.getByRole('button', { name: 'Create API key' }).count()).toBe(0);
  });
});
