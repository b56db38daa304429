import { describe, expect, it } from 'vitest';
import { disableKey } from '../../lib/core/keys/disable.ts';
import { revokeKey } from '../../lib/core/keys/revoke.ts';
import { updateKey } from '../../lib/core/keys/update.ts';
import { mindset } from '../../lib/core/profiles/mindset.ts';
import { hasBrowser } from '../support/browser.ts';
import { remainingText } from '../support/dashboard-page.ts';
import { outcomeOf } from '../support/decide-on-value.ts';
import { credits } from '../support/limits.ts';
import { ADA, issue, storeSession } from '../support/sample-tenant.ts';
import { seriousFindings } from './support/axe.ts';
import { useDashboard } from './support/dashboard-test.ts';

const open = useDashboard();

describe.skipIf(!hasBrowser)('keys', () => {
  it('are created, used and revoked by keyboard alone', async () => {
    const { page, server } = await open();
    const press = async (key: string, times = 1) => {
      for (let time = 0; time < times; time += 1) await page.keyboard.press(key);
    };
    await page.getByText('No API keys yet').waitFor();
    await page.getByRole('button', { name: 'Create API key' }).first().focus();
    await press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).waitFor();
    await page.keyboard.type('Typed');
    await press('Enter');
    await page.getByRole('button', { name: 'I have stored it' }).waitFor();
    const value = (await dialog.getByRole('region', { name: 'Value' }).locator('pre').textContent()) ?? '';
    expect(await outcomeOf(server.deps, value)).toBe('allowed');
    await page.getByRole('button', { name: 'I have stored it' }).focus();
    await press('Enter');
    await page.getByRole('checkbox', { name: 'Select Typed' }).focus();
    await press('Space');
    await page.getByRole('button', { name: 'Revoke' }).focus();
    await press('Enter');
    await dialog.getByRole('button', { name: 'Revoke' }).focus();
    await press('Enter');
    await page.getByRole('row', { name: /Typed.*Revoked/ }).waitFor();
    expect(await outcomeOf(server.deps, value)).toBe('revoked');
  });

  it('have a value that nothing contains after its dialog closed', async () => {
    const { page, server } = await open();
    await page.getByRole('button', { name: 'Create API key' }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Create API key' }).click();
    const value =
      (await page.getByRole('region', { name: 'Value' }).locator('pre').textContent()) ?? 'no value';
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByRole('row', { name: /Unnamed/ }).waitFor();
    expect(await remainingText(page)).not.toContain(value);
    const session = await page.context().newCDPSession(page);
    const chunks: string[] = [];
    session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(chunk));
    await session.send('HeapProfiler.collectGarbage');
    await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
    expect(chunks.join('')).not.toContain(value);
    expect(server.requests.join('\n')).not.toContain(value);
  });

  it.each([
    ['markup', '<img src=x onerror="document.title=1"><script>document.title=2</script>'],
    ['100 characters without a space', 'x'.repeat(100)],
    ['text from right to left', 'מפתח לילי'],
  ])('can have any name: %s', async (_, name) => {
    const { page } = await open({
      before: async ({ deps }) => void (await issue(deps, { owner: 'application-1', name })),
    });
    await page.getByRole('link', { name }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();
    expect(await page.title()).toContain('Postern');
    const direction = await page.evaluate(
      `getComputedStyle(document.querySelector('h1 .break-anywhere')).unicodeBidi`,
    );
    expect(direction).toBe('isolate');
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
  });

  it('are found by the server, with the filters in the address', async () => {
    const { page } = await open({
      before: async ({ deps }) => {
        for (const name of ['Invoice export', 'Nightly build', 'Nightly export'])
          await issue(deps, { owner: 'application-1', name });
      },
    });
    await page.getByRole('row', { name: /Invoice/ }).waitFor();
    await page.getByRole('searchbox').fill('nightly');
    await page.getByRole('row', { name: /Invoice/ }).waitFor({ state: 'detached' });
    await page.getByRole('row', { name: /Nightly build/ }).waitFor();
    expect(await page.getByRole('row').count()).toBe(3);
    expect(page.url()).toContain('#/acme/keys?search=nightly');
    await page.goto(page.url().replace('nightly', 'invoice'));
    await page.reload();
    await page.getByRole('row', { name: /Invoice/ }).waitFor();
    expect(await page.getByRole('row').count()).toBe(2);
  });

  it('are not searched by a value, which the address would contain', async () => {
    const { page } = await open();
    const addresses: string[] = [];
    page.on('framenavigated', (frame) => addresses.push(frame.url()));
    const value = 'pst_live_fwfF0b6Lrcl7vFSdfqRb5p4gpvAXKL99rkZc1Qi6Tn';
    await page.getByRole('searchbox').fill(value);
    await page.getByText('Values are not searched').first().waitFor();
    await page.getByRole('searchbox').fill('nightly');
    await page.waitForURL(/search=nightly/);
    expect(addresses.join()).toContain('search=nightly');
    expect(addresses.join()).not.toContain(value);
  });

  it('are all listed again after the filters are cleared', async () => {
    const { page } = await open({
      place: 'keys?search=unknown',
      before: async ({ deps }) => void (await issue(deps, { owner: 'application-1', name: 'Nightly build' })),
    });
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('row', { name: /Nightly build/ }).waitFor();
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
    expect(new URL(page.url()).hash).toBe('#/acme/keys');
  });

  it('keep their filters after an error that a filter caused', async () => {
    const { page } = await open({ place: 'keys?status=nonsense' });
    await page.getByText('Invalid request').waitFor();
    await page.getByRole('button', { name: /Status/ }).click();
    await page.getByRole('option', { name: 'Any status' }).click();
    await page.getByText('No API keys yet').waitFor();
  });

  it('are not shown as unused by a deployment without usage tracking', async () => {
    const { page } = await open({
      tracksUsage: false,
      before: async ({ deps }) => void (await issue(deps, { owner: 'application-1', name: 'Nightly build' })),
    });
    await page.getByRole('row', { name: /Nightly build/ }).waitFor();
    expect(await page.getByRole('cell', { name: 'Never' }).count()).toBe(1);
    await page.getByRole('checkbox', { name: 'Select Nightly build' }).click();
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByText('The last use is unknown').waitFor();
  });

  it('are filtered by permission, expiry and use, with each filter in the address', async () => {
    const { page } = await open({
      place: 'keys?permission=write',
      before: async ({ deps }) => {
        await issue(deps, { owner: 'application-1', name: 'Reader', permissions: ['read'] });
        const expiresAtMs = Date.now() + 5 * 86_400_000;
        await issue(deps, { owner: 'application-1', name: 'Writer', permissions: ['write'], expiresAtMs });
        await issue(deps, { owner: 'application-1', name: 'Other writer', permissions: ['write'] });
      },
    });
    await page.getByRole('row', { name: /Other writer/ }).waitFor();
    expect(await page.getByRole('row').count()).toBe(3);
    await page.getByText('More filters (1 set)').waitFor();
    await page.getByRole('button', { name: /Expires.*Any time/ }).click();
    await page.getByRole('option', { name: 'Within 7 days' }).click();
    await page.getByRole('row', { name: /Other writer/ }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /Use.*Any use/ }).click();
    await page.getByRole('option', { name: 'Never used' }).click();
    await page.getByRole('row', { name: /Writer/ }).waitFor();
    expect(new URL(page.url()).hash).toBe('#/acme/keys?permission=write&expires=7&use=never');
    await expect.poll(() => seriousFindings(page)).toEqual([]);
  });

  it('are sorted by the server, by creation in both directions and by expiry', async () => {
    const { page } = await open({
      before: async ({ deps }) => {
        const days = { First: 20, Second: 10, Third: null };
        for (const [index, [name, each]] of Object.entries(days).entries()) {
          const expiresAtMs = each === null ? null : Date.now() + each * 86_400_000;
          const clock = () => Date.now() - 60_000 + index;
          await issue({ ...deps, clock }, { owner: 'application-1', name, expiresAtMs });
        }
      },
    });
    const names = async () =>
      (await page.getByRole('rowheader').allTextContents()).map(
        (text) => /First|Second|Third/.exec(text)?.[0],
      );
    await expect.poll(names).toEqual(['Third', 'Second', 'First']);
    await page.getByRole('button', { name: /Created/ }).click();
    await expect.poll(names).toEqual(['First', 'Second', 'Third']);
    expect(page.url()).toContain('sort=oldest');
    await page.getByRole('button', { name: /^Expires/ }).click();
    await expect.poll(names).toEqual(['Second', 'First']);
    expect(page.url()).toContain('sort=expiry');
  });

  it('are shown without the columns that the user hides, also after the page is loaded again', async () => {
    const { page } = await open({
      before: async ({ deps }) => void (await issue(deps, { owner: 'application-1', name: 'Nightly build' })),
    });
    await page.getByRole('row', { name: /Nightly build/ }).waitFor();
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByRole('dialog').getByRole('checkbox', { name: 'Permissions' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('columnheader', { name: 'Permissions' }).waitFor({ state: 'detached' });
    await page.reload();
    await page.getByRole('row', { name: /Nightly build/ }).waitFor();
    expect(await page.getByRole('columnheader', { name: 'Permissions' }).count()).toBe(0);
    expect(await page.getByRole('columnheader', { name: 'Owner' }).count()).toBe(1);
  });

  it('are disabled together, and keep their values for later', async () => {
    const values: string[] = [];
    const { page, server } = await open({
      before: async ({ deps }) => {
        for (const name of ['First', 'Second'])
          values.push((await issue(deps, { owner: 'application-1', name })).value);
      },
    });
    await page.getByRole('checkbox', { name: 'Select all API keys of this page' }).click();
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('dialog').getByText('You can enable it again').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await page.getByText('2 API keys disabled').waitFor();
    for (const value of values) expect(await outcomeOf(server.deps, value)).toBe('disabled');
  });

  it('are found in a large tenant, although the first pages of the API are empty', async () => {
    const { page } = await open({
      place: 'keys?search=wanted',
      before: async ({ deps }) => {
        await issue(deps, { owner: 'application-1', name: 'Wanted' });
        for (let index = 0; index < 510; index += 1)
          await issue(deps, { owner: 'application-1', name: `Other ${index}` });
      },
    });
    await page.getByRole('row', { name: /Wanted/ }).waitFor();
  });

  it('are listed page by page', async () => {
    const { page } = await open({
      before: async ({ deps }) => {
        for (let index = 0; index < 30; index += 1)
          await issue(deps, { owner: 'application-1', name: `Key ${index}` });
      },
    });
    await page
      .getByRole('row', { name: /Key \d+/ })
      .first()
      .waitFor();
    expect(await page.getByRole('row').count()).toBe(26);
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByRole('button', { name: 'Page 2' }).waitFor();
    await expect.poll(() => page.getByRole('row').count()).toBe(6);
  });

  it('are revoked together, and each failure is shown with the next step', async () => {
    let changed = '';
    const { page, server } = await open({
      before: async ({ deps }) => {
        for (const name of ['First', 'Second'])
          changed = (await issue(deps, { owner: 'application-1', name })).key.id;
      },
    });
    await page.getByRole('checkbox', { name: 'Select all API keys of this page' }).click();
    await updateKey(server.deps, ADA, { tenant: 'acme', id: changed }, { name: 'Renamed' });
    await page.getByRole('button', { name: 'Revoke' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await dialog.getByText('Done').waitFor();
    await dialog.getByText('Your change was not applied.').waitFor();
    expect(await server.store.readKey(changed)).toMatchObject({ status: 'active' });
    expect(server.requests.filter((request) => request.endsWith('/keys/revoke'))).toHaveLength(1);
  });

  it('that another user changed are not overwritten', async () => {
    let id = '';
    const { page, server } = await open({
      before: async ({ deps }) => {
        id = (await issue(deps, { owner: 'application-1', name: 'Shared' })).key.id;
      },
    });
    await page.getByRole('link', { name: 'Shared' }).click();
    await page.getByRole('button', { name: 'Disable' }).waitFor();
    await updateKey(server.deps, ADA, { tenant: 'acme', id }, { name: 'Renamed' });
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('dialog').getByText('Never used').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await page.getByText('changed by another user or process').waitFor();
    await page.getByRole('dialog').getByText('Renamed').waitFor();
    expect(await server.store.readKey(id)).toMatchObject({ status: 'active', name: 'Renamed' });
  });

  it('that are deleted can be restored', async () => {
    const { page, server } = await open({
      before: async ({ deps }) => {
        await issue(deps, { owner: 'application-1', name: 'Needed again' });
      },
    });
    await page.getByRole('link', { name: 'Needed again' }).click();
    await page.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByText('You can restore it for 30 days.').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('button', { name: 'Restore' }).click();
    await page.getByText('API key restored').waitFor();
    await page.getByText('Active', { exact: true }).waitFor();
    expect(server.store.events.map(({ action }) => action).slice(-2)).toEqual([
      'key.deleted',
      'key.restored',
    ]);
  });

  it('show why a value is denied', async () => {
    let value = '';
    const { page, server } = await open({
      place: 'explain',
      before: async ({ deps }) => {
        const issued = await issue(deps, { owner: 'application-1', name: 'Leaked' });
        value = issued.value;
        await revokeKey(deps, ADA, { tenant: 'acme', id: issued.key.id }, 'compromised', true);
      },
    });
    await page.getByLabel('Value of the API key').fill(value);
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.getByText('Denied: revoked').waitFor();
    await page.getByText('Create another key and switch the service to it.').waitFor();
    expect(page.url()).not.toContain(value);
    expect(server.requests.join('\n')).not.toContain(value);
  });
});

describe.skipIf(!hasBrowser)('a denial', () => {
  it('is explained by the request ID, which is in the address', async () => {
    const { page } = await open({
      place: 'explain',
      before: async ({ deps, usage }) => {
        const { key } = await issue(deps, { owner: 'application-1', name: 'Nightly build' });
        await usage.appendAccessLog(key.id, [
          {
            ...{
              tenant: 'acme',
              key: key.id,
              outcome: 'ip-not-allowed',
              via: 'authorizer',
              id: '0'.repeat(16),
            },
            ...{ atMs: Date.now(), method: 'GET', route: '/orders', sourceAddress: '203.0.113.9' },
            requestId: 'JKJaXmPLvHcESHA=',
          },
        ]);
      },
    });
    await page.getByRole('tab', { name: 'By request ID' }).click();
    await page.getByLabel('Request ID', { exact: true }).fill('JKJaXmPLvHcESHA=');
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.getByText('Denied: source address not allowed').waitFor();
    await page.getByText('or add the address to the key').waitFor();
    expect(page.url()).toContain('request=JKJaXmPLvHcESHA');
    await expect.poll(() => seriousFindings(page)).toEqual([]);
    await page.getByLabel('Request ID', { exact: true }).fill('unknown');
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.getByText('No logged request has this ID').waitFor();
  });
});

describe.skipIf(!hasBrowser)('a key', () => {
  it('is renewed with a grace period, after which its current value ends', async () => {
    let id = '';
    let value = '';
    const { page, server } = await open({
      before: async ({ deps }) => {
        const issued = await issue(deps, { owner: 'application-1', name: 'Nightly build' });
        ({ value } = issued);
        ({ id } = issued.key);
      },
    });
    await page.getByRole('link', { name: 'Nightly build' }).click();
    await page.getByRole('button', { name: 'Renew' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /stays valid/ })
      .click();
    await page.getByRole('option', { name: '1 day' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Renew' }).click();
    const renewed =
      (await page.getByRole('region', { name: 'Value' }).locator('pre').textContent()) ?? 'no value';
    await page.getByRole('button', { name: 'I have stored it' }).click();
    for (const each of [value, renewed]) expect(await outcomeOf(server.deps, each)).toBe('allowed');
    await expect.poll(async () => (await server.store.readKey(id))?.expiresAtMs ?? 0).toBeGreaterThan(0);
    expect((await server.store.readKey(id))?.expiresAtMs).toBeLessThan(Date.now() + 86_400_000 + 1000);
    expect(await remainingText(page)).not.toContain(renewed);
  });

  it('has a timeline of its changes and denials, with their actors and reasons', async () => {
    const { page } = await open({
      before: async ({ deps, usage }) => {
        const { key } = await issue(deps, { owner: 'application-1', name: 'Nightly build' });
        await disableKey(deps, ADA, { tenant: 'acme', id: key.id });
        await usage.appendAccessLog(key.id, [
          {
            ...{ tenant: 'acme', key: key.id, outcome: 'disabled', via: 'authorizer', id: '0'.repeat(16) },
            ...{ atMs: Date.now(), method: 'GET', route: '/orders', sourceAddress: '203.0.113.9' },
          },
        ]);
      },
    });
    await page.getByRole('link', { name: 'Nightly build' }).click();
    await page.getByRole('row', { name: /203\.0\.113\.9/ }).waitFor();
    await page.getByText('Never used').first().waitFor();
    await page.getByRole('tab', { name: 'Timeline' }).click();
    await page.getByText('Denied in the hour from this time: 1 disabled').waitFor();
    const timeline = page.getByRole('tabpanel');
    await timeline.getByText('Disabled', { exact: true }).waitFor();
    await timeline.getByText('Issued', { exact: true }).waitFor();
    await expect.poll(() => seriousFindings(page)).toEqual([]);
  });

  it('is edited, and after a change of another user both versions are shown', async () => {
    let id = '';
    const { page, server } = await open({
      before: async ({ deps }) => {
        const metadata = { team: 'payments' };
        const issued = await issue(deps, { owner: 'application-1', name: 'Nightly build', metadata });
        ({ id } = issued.key);
      },
    });
    await page.getByRole('link', { name: 'Nightly build' }).click();
    await page.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Invoices');
    await dialog.getByLabel('Permissions').fill('read, write');
    await dialog.getByLabel('Allowed addresses').fill('192.0.2.0/24');
    await dialog.getByLabel('JSON object').fill('{"team":');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Enter a JSON object, or leave the field empty.').waitFor();
    await dialog.getByLabel('JSON object').fill('{"team": "billing"}');
    await updateKey(server.deps, ADA, { tenant: 'acme', id }, { name: 'Of another user' });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByRole('row', { name: /Name Of another user Invoices/ }).waitFor();
    await expect.poll(() => seriousFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Replace the current settings' }).click();
    await page.getByRole('heading', { level: 1, name: 'Invoices' }).waitFor();
    expect(await server.store.readKey(id)).toMatchObject({
      name: 'Invoices',
      permissions: ['read', 'write'],
      metadata: { team: 'billing' },
      allowedAddresses: ['192.0.2.0/24'],
      expiresAtMs: null,
    });
  });

  it('has sessions, each of which can be ended, and limits with the use of each', async () => {
    const { page, server } = await open({
      profile: mindset,
      before: async ({ deps }) => {
        const { key } = await issue(deps, {
          owner: 'application-1',
          name: 'Nightly build',
          limits: [credits()],
        });
        await storeSession(deps, key);
      },
    });
    await page.getByRole('link', { name: 'Nightly build' }).click();
    await page.getByRole('tab', { name: 'Limits' }).click();
    await page.getByRole('meter', { name: 'Use of credits' }).waitFor();
    await page.getByRole('tab', { name: 'Sessions' }).click();
    await page.getByRole('button', { name: /End the session of/ }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'End session' }).click();
    await page.getByRole('row', { name: /Ended/ }).waitFor();
    await expect.poll(() => seriousFindings(page)).toEqual([]);
    expect(server.requests.some((request) => /\/sessions\/[^/]+\/end$/.test(request))).toBe(true);
  });
});
