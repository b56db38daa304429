import { describe, expect, it } from 'vitest';
import { hasBrowser } from '../support/browser.ts';
import { outcomeOf } from '../support/decide-on-value.ts';
import { ADA, issue } from '../support/sample-tenant.ts';
import { seriousFindings } from './support/axe.ts';
import type { DashboardServer } from './support/dashboard-server.ts';
import { useDashboard } from './support/dashboard-test.ts';

const open = useDashboard();
const DAY_MS = 86_400_000;

/** Adopts a new key, which rotates every 30 days and expires in 40 days. */
async function manage({ deps, rotation }: DashboardServer, name: string) {
  const expiresAtMs = Date.now() + 40 * DAY_MS;
  const { key, value } = await issue(deps, { owner: 'application-1', name, expiresAtMs });
  const { outcome } = await rotation.send({
    command: 'manage-key',
    ...{ caller: ADA, tenant: 'acme', stack: null },
    subject: { kind: 'adopted', keyId: key.id },
    settings: { rotateEveryMs: 30 * DAY_MS },
  });
  expect(outcome).toBe('done');
  return { id: key.id, value };
}

describe.skipIf(!hasBrowser)('managed keys', () => {
  it('are rotated without a denied request, and the page shows each step and the old values', async () => {
    let value = '';
    const { page, server } = await open({
      place: 'managed-keys',
      before: async (each) => {
        ({ value } = await manage(each, 'Ledger writer'));
      },
    });
    await page.getByRole('link', { name: 'Ledger writer' }).click();
    await page.getByText('This key was not rotated yet').waitFor();
    await page.getByRole('button', { name: 'Rotate now' }).click();
    await page.getByRole('dialog').getByText('so no request is denied').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate now' }).click();
    await page.getByText('Rotation started').first().waitFor();
    await page.getByText('New value accepted, in addition to the current one').waitFor();
    await page.getByText('New value confirmed as current in all Regions').waitFor();
    await page.getByRole('table', { name: 'Old values' }).getByText('When the overlap ends').waitFor();
    expect(await outcomeOf(server.deps, value)).toBe('allowed');
    await expect.poll(() => seriousFindings(page)).toEqual([]);
  });

  it('are replaced after a warning, and every other value is denied', async () => {
    let managed = { id: '', value: '' };
    const { page, server } = await open({
      place: 'managed-keys',
      before: async (each) => {
        managed = await manage(each, 'Leaked');
      },
    });
    await page.getByRole('link', { name: 'Leaked' }).click();
    await page.getByRole('button', { name: 'Replace immediately' }).click();
    await page.getByRole('dialog').getByText('Never used').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Replace immediately' }).click();
    await page.getByText('Replacement started').waitFor();
    expect(await outcomeOf(server.deps, managed.value)).not.toBe('allowed');
  });

  it('are paused and resumed, but not over the change of another user', async () => {
    let id = '';
    const { page, server } = await open({
      place: 'managed-keys',
      before: async (each) => {
        ({ id } = await manage(each, 'Ledger writer'));
      },
    });
    await page.getByRole('link', { name: 'Ledger writer' }).click();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await server.rotation.send({ command: 'pause', caller: ADA, tenant: 'acme', keyId: id });
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('changed by another user or process').waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByText('Scheduled rotation resumed').waitFor();
    expect(await server.store.readManagedKey(id)).toMatchObject({ paused: false });
  });

  it('have a schedule of their rotations and of the expiries of all keys', async () => {
    const { page } = await open({
      place: 'managed-keys?view=schedule',
      before: async (each) => {
        await manage(each, 'Ledger writer');
        const expiresAtMs = Date.now() + 5 * DAY_MS;
        await issue(each.deps, { owner: 'application-1', name: 'Partner', expiresAtMs });
      },
    });
    await page.getByRole('row', { name: /Ledger writer.*Rotation/ }).waitFor();
    const rows = await page.getByRole('row').allTextContents();
    expect(
      rows.slice(1).map((row) => /(Partner|Ledger writer)(Rotation|Key expires)/.exec(row)?.[0]),
    ).toEqual(['PartnerKey expires', 'Ledger writerRotation', 'Ledger writerKey expires']);
    await expect.poll(() => seriousFindings(page)).toEqual([]);
  });

  it('of other people cannot be rotated by a developer', async () => {
    const { page } = await open({
      role: 'developer',
      place: 'managed-keys',
      before: async (each) => void (await manage(each, 'Ledger writer')),
    });
    await page.getByRole('link', { name: 'Ledger writer' }).click();
    await page.getByText('Your role developer does not manage this key').waitFor();
    expect(await page.getByRole('button', { name: 'Rotate now' }).count()).toBe(0);
  });
});
