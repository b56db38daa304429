import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createUsageStore } from '../../lib/adapters/dynamodb/usage/usage-store.ts';
import type { Role } from '../../lib/core/owners/owner.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { hasBrowser, launchBrowser } from '../support/browser.ts';
import { newDashboardPage, remainingText, signInToDashboard } from '../support/dashboard-page.ts';
import { dashboardUser } from './support/dashboard-user.ts';
import { callAs, type Product, productOf } from './support/product.ts';

const mindhunters = productOf('mindhunters');
const mindset = productOf('mindset');
const minds = productOf('minds');
const mindkey = productOf('mindkey');
const mindbridge = productOf('mindbridge');

let browser: Browser;
beforeAll(async () => {
  if (hasBrowser) browser = await launchBrowser();
});
afterAll(async () => browser?.close());

/** A user with a role, signed in to a tenant with one owner that can have keys. */
async function signedIn(product: Product, role: Role = 'app-admin'): Promise<{ page: Page; tenant: string }> {
  const kind = product === minds ? 'account' : 'application';
  const tenant = await product.newTenant({ id: 'app', kind });
  const user = await dashboardUser(product, tenant, role);
  const page = await newDashboardPage(browser, { permissions: ['clipboard-read', 'clipboard-write'] });
  await signInToDashboard(page, product.dashboardUrl, user);
  return { page, tenant };
}

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const navigation = (page: Page) => page.getByRole('navigation');

/** Creates a key of `app` with the button of the product, and returns its value, which the dialog shows. */
async function create(page: Page, label: string, name: string): Promise<string> {
  await button(page, label).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByRole('button', { name: /Owner/ }).click();
  await page.getByRole('option', { name: 'app' }).first().click();
  await dialog.getByRole('button', { name: label, exact: true }).click();
  return (await dialog.getByRole('region', { name: 'Value' }).locator('pre').textContent()) ?? '';
}

/** The status of a call of the sample API with a value. */
async function statusOf(product: Product, value: string, tenant: string): Promise<number> {
  const scheme = product === mindkey ? 'ApiKey-v2' : 'Bearer';
  const headers = product === mindhunters ? [['Host', `${tenant}.api.localhost`] as const] : [];
  const path = product === mindhunters ? product.sampleGuardUrl : product.sampleRestUrl;
  return (await callAs(path, `${scheme} ${value}`, { path: '/hello', headers })).status;
}

/** Ends a key with the button of the product, and checks that the button alone ends nothing. */
async function end(
  page: Page,
  name: string,
  verb: string,
  beforeConfirmation: () => Promise<void>,
): Promise<void> {
  await page
    .getByRole('row', { name: new RegExp(name) })
    .getByRole('checkbox')
    .click();
  await button(page, verb).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(name).waitFor();
  await beforeConfirmation();
  await dialog.getByRole('button', { name: verb, exact: true }).click();
  await dialog.waitFor({ state: 'hidden' });
}

describe.skipIf(!hasBrowser)('the dashboard', () => {
  it('MH-11 creates a token under the profile menu at the top right, in Developer', async () => {
    const { page, tenant } = await signedIn(mindhunters);
    const profileMenu = button(page, 'Profile');
    const box = await profileMenu.boundingBox();
    expect(box?.x).toBeGreaterThan(1440 / 2);
    expect(box?.y).toBeLessThan(100);
    await profileMenu.click();
    await page.getByRole('menuitem', { name: 'Developer' }).click();
    await page.getByRole('heading', { level: 1, name: 'API tokens' }).waitFor();
    await navigation(page).getByText('Developer').waitFor();
    const value = await create(page, 'Create New API Token', 'Deployment');
    expect(await statusOf(mindhunters, value, tenant)).toBe(200);
  });

  it('MH-14 shows the value once: after closing it is gone, also with back, reload and history', async () => {
    const { page } = await signedIn(mindhunters);
    const value = await create(page, 'Create New API Token', 'Shown once');
    expect(value).toMatch(/^mht_prod_\w+$/);
    await button(page, 'I have stored it').click();
    await page.getByRole('row', { name: /Shown once/ }).waitFor();
    expect(await remainingText(page)).not.toContain(value);
    await page.getByRole('link', { name: 'Shown once' }).click();
    await page.getByRole('heading', { level: 1, name: 'Shown once' }).waitFor();
    await page.goBack();
    await page.getByRole('row', { name: /Shown once/ }).waitFor();
    expect(await remainingText(page)).not.toContain(value);
    await page.reload();
    // The tokens are gone with the page, so the user signs in again.
    await page.locator('input[name=username]').waitFor();
    expect(await remainingText(page)).not.toContain(value);
  });

  it('MH-16 revokes a token with a button and then a confirmation', async () => {
    const { page, tenant } = await signedIn(mindhunters);
    const value = await create(page, 'Create New API Token', 'To revoke');
    await button(page, 'I have stored it').click();
    await end(page, 'To revoke', 'Revoke', async () => {
      expect(await statusOf(mindhunters, value, tenant)).toBe(200);
    });
    await page.getByRole('row', { name: /To revoke.*Revoked/ }).waitFor();
    expect(await statusOf(mindhunters, value, tenant)).toBe(401);
  });

  it('MH-21 shows the usage of tokens in the Developer section', async () => {
    const { page, tenant } = await signedIn(mindhunters);
    const { endpointUrl, usageTable } = mindhunters;
    const store = createUsageStore({
      client: new DynamoDBClient(rootClient(endpointUrl)),
      table: usageTable,
    });
    const hour = Math.floor(Date.now() / 3_600_000);
    const counts = { allowed: 41, expired: 2 };
    await store.addCounts({ tenant }, [{ hour, counts }], { id: 'batch', partition: 0 });
    await button(page, 'Profile').click();
    await page.getByRole('menuitem', { name: 'Developer' }).click();
    await navigation(page).getByText('Developer').waitFor();
    await navigation(page).getByRole('link', { name: 'Usage' }).click();
    await page.getByRole('heading', { level: 1, name: 'API token usage' }).waitFor();
    await button(page, 'Show as a table (43 requests)').click();
    await page.getByRole('columnheader', { name: 'Denied: expired' }).waitFor();
    await page.getByRole('row', { name: / 41 2$/ }).waitFor();
  });

  it('MS-04 generates a key under API key management and copies it', async () => {
    const { page, tenant } = await signedIn(mindset);
    await navigation(page).getByRole('link', { name: 'API key management' }).click();
    await page.getByRole('heading', { level: 1, name: 'API key management' }).waitFor();
    const value = await create(page, 'Generate API key', 'Server');
    await button(page, 'Copy: Value').click();
    await page.getByText('Copied').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(value);
    const verified = await mindset.client.call('verify', { params: { tenant }, body: { value } });
    expect(verified.outcome).toBe('allowed');
  });

  it('MI-02 generates a key under Settings, API Keys', async () => {
    const { page, tenant } = await signedIn(minds);
    await navigation(page).getByText('Settings').waitFor();
    await navigation(page).getByRole('link', { name: 'API Keys' }).click();
    await page.getByRole('heading', { level: 1, name: 'API Keys' }).waitFor();
    const value = await create(page, 'Generate New API Key', 'Script');
    expect(value).toMatch(/^minds_[0-9a-f]{48}$/);
    expect(await statusOf(minds, value, tenant)).toBe(200);
  });

  it('MK-01 manages keys under Administration, Integration, Connector Access Control', async () => {
    const { page, tenant } = await signedIn(mindkey);
    await navigation(page).getByText('Administration').waitFor();
    await navigation(page).getByText('Integration').waitFor();
    await navigation(page).getByRole('link', { name: 'Connector Access Control' }).click();
    await page.getByRole('heading', { level: 1, name: 'Connector Access Control' }).waitFor();
    const value = await create(page, 'Generate API key', 'Connector');
    expect(await statusOf(mindkey, value, tenant)).toBe(200);
  });

  it('MK-09 revokes a key in the same panel', async () => {
    const { page, tenant } = await signedIn(mindkey);
    await page.getByRole('heading', { level: 1, name: 'Connector Access Control' }).waitFor();
    const value = await create(page, 'Generate API key', 'Old connector');
    await button(page, 'I have stored it').click();
    const address = page.url();
    await end(page, 'Old connector', 'Revoke', async () => {});
    expect(page.url()).toBe(address);
    expect(await statusOf(mindkey, value, tenant)).toBe(401);
  });

  it('MB-01 shows the API page to an App Admin only', async () => {
    const admin = await signedIn(mindbridge);
    await navigation(admin.page).getByRole('link', { name: 'API', exact: true }).click();
    await create(admin.page, 'Create API token', 'Partner');
    for (const role of ['developer', 'auditor'] as const) {
      const { page, tenant } = await signedIn(mindbridge, role);
      await navigation(page).getByRole('link').first().waitFor();
      expect(await navigation(page).getByRole('link', { name: 'API', exact: true }).count()).toBe(0);
      for (const place of ['keys', 'usage', 'access-log', 'audit', 'explain']) {
        await page.evaluate(`location.assign('#/${tenant}/${place}')`);
        await page.getByText('No access to this page').waitFor();
      }
      expect(await button(page, 'Create API token').count()).toBe(0);
    }
  });
});
