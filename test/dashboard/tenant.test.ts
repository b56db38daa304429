import { describe, expect, it } from 'vitest';
import { tenantBucket } from '../../lib/core/limits/bucket.ts';
import { creditCharge } from '../../lib/core/limits/credits.ts';
import { updateTenant } from '../../lib/core/tenants/update.ts';
import { hasBrowser } from '../support/browser.ts';
import { credits } from '../support/limits.ts';
import { ADA } from '../support/sample-tenant.ts';
import { seriousFindings } from './support/axe.ts';
import { useDashboard } from './support/dashboard-test.ts';

const open = useDashboard();
const DAY_MS = 86_400_000;

describe.skipIf(!hasBrowser)('the policies of a tenant', () => {
  it('are edited, and the API explains an invalid number', async () => {
    const { page, server } = await open({ place: 'tenant' });
    await page.getByRole('button', { name: 'Edit' }).click();
    const lifetime = page.getByRole('dialog').getByLabel('Maximum key lifetime (days)');
    await lifetime.fill('0');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('Invalid request').waitFor();
    await lifetime.fill('90');
    await expect.poll(() => seriousFindings(page)).toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('90 days', { exact: true }).waitFor();
    expect(await server.store.readTenant('acme')).toMatchObject({ maxKeyLifetimeDays: 90 });
  });

  it('that another user changed are shown in both versions before they are replaced', async () => {
    const { page, server } = await open({ place: 'tenant' });
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('dialog').getByLabel('Maximum key lifetime (days)').fill('90');
    await updateTenant(server.deps, ADA, 'acme', { maxKeyLifetimeDays: 30 });
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    const versions = page.getByRole('table', { name: 'Both versions' });
    await versions.getByRole('row', { name: /Maximum key lifetime.*30.*90/ }).waitFor();
    expect(await server.store.readTenant('acme')).toMatchObject({ maxKeyLifetimeDays: 30 });
    await page.getByRole('button', { name: 'Replace the current policies' }).click();
    await page.getByText('90 days', { exact: true }).waitFor();
    expect(await server.store.readTenant('acme')).toMatchObject({ maxKeyLifetimeDays: 90 });
  });

  it('that another user changed are not shown if the API does not return them', async () => {
    const { page, server } = await open({ place: 'tenant' });
    await page.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Maximum key lifetime (days)').fill('90');
    await updateTenant(server.deps, ADA, 'acme', { maxKeyLifetimeDays: 30 });
    // The first request is the update. A browser repeats a read whose connection ends, so that all reads fail.
    let requests = 0;
    server.state.intercept = (path) => {
      if (!path.endsWith('/tenants/acme')) return undefined;
      requests += 1;
      return requests === 1 ? undefined : 'drop';
    };
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('The API does not respond').waitFor();
    expect(await dialog.getByRole('table', { name: 'Both versions' }).count()).toBe(0);
    server.state.intercept = () => undefined;
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('row', { name: /Maximum key lifetime.*30.*90/ }).waitFor();
  });

  it('keep a freeze that is not edited, with its time, also after it has ended', async () => {
    const endedAtMs = Date.parse('2026-01-31T08:00:00.000Z');
    const rotationFreeze = { untilMs: endedAtMs, reason: 'Migration' };
    const { page, server } = await open({
      place: 'tenant',
      before: async ({ deps }) => {
        const past = { ...deps, clock: () => endedAtMs - DAY_MS };
        expect(await updateTenant(past, ADA, 'acme', { rotationFreeze })).toMatchObject({ outcome: 'done' });
      },
    });
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('dialog').getByLabel('Maximum key lifetime (days)').fill('90');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('90 days', { exact: true }).waitFor();
    expect(await server.store.readTenant('acme')).toMatchObject({ maxKeyLifetimeDays: 90, rotationFreeze });
  });

  it('are shown with the limits of the tenant and the use of each', async () => {
    const calls = credits({ name: 'calls', max: 20_000 });
    const { page } = await open({
      place: 'tenant',
      tenantLimits: [calls],
      before: async ({ store }) => {
        const charge = creditCharge.plan(calls, {}, { nowMs: Date.now(), cost: 15_000, attempt: 1 });
        if ('set' in charge) await store.buckets.update(tenantBucket('acme'), charge);
      },
    });
    const limits = page.getByRole('table', { name: 'Limits' });
    await limits
      .getByRole('row', { name: /20000 credits.*All keys of the tenant.*15,000 of 20,000.*Never/ })
      .waitFor();
    await expect.poll(() => seriousFindings(page)).toEqual([]);
  });

  it('cannot be edited by an auditor', async () => {
    const { page } = await open({ place: 'tenant', role: 'auditor' });
    await page.getByRole('heading', { level: 2, name: 'Policies' }).waitFor();
    expect(await page.getByRole('button', { name: 'Edit' }).count()).toBe(0);
  });
});
