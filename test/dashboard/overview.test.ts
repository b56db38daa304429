import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../lib/core/access/outcomes.ts';
import { hasBrowser } from '../support/browser.ts';
import { issue } from '../support/sample-tenant.ts';
import { seriousFindings } from './support/axe.ts';
import type { DashboardServer } from './support/dashboard-server.ts';
import { useDashboard } from './support/dashboard-test.ts';

const open = useDashboard();
const DAY_MS = 86_400_000;

/** Adds requests with a new key to the access log, a minute apart. */
async function addRequests({ deps, usage }: DashboardServer, name: string, outcomes: readonly Outcome[]) {
  const { key } = await issue(deps, { owner: 'application-1', name, expiresAtMs: Date.now() + 5 * DAY_MS });
  await usage.appendAccessLog(
    key.id,
    outcomes.map((outcome, index) => ({
      ...{ tenant: 'acme', key: key.id, outcome, via: 'authorizer', method: 'GET', route: '/orders' },
      id: `${key.id.length}${index}`.padStart(16, '0'),
      atMs: Date.now() - (index + 1) * 60_000,
      sourceAddress: outcome === 'allowed' ? '192.0.2.1' : '203.0.113.9',
      userAgent: 'curl/8.5.0',
    })),
  );
}

describe.skipIf(!hasBrowser)('the overview', () => {
  it('shows the denials of the last 24 hours by reason, with their keys and addresses, also as a table', async () => {
    const { page } = await open({
      place: 'overview',
      before: (server) => addRequests(server, 'Failing', ['expired', 'allowed', 'expired', 'rate-limited']),
    });
    await page.getByRole('table', { name: 'API keys with the most denials' }).getByText('Failing').waitFor();
    const addresses = page.getByRole('table', { name: 'Source addresses with the most denials' });
    await addresses.getByRole('row', { name: /203\.0\.113\.9.*3/ }).waitFor();
    expect(await addresses.getByText('192.0.2.1').count()).toBe(0);
    await page.getByText('Show as a table (3 requests)').click();
    await page.getByRole('columnheader', { name: 'Denied: rate limit exceeded' }).waitFor();
    await expect.poll(() => seriousFindings(page)).toEqual([]);
    await page.getByRole('link', { name: 'Show denied requests in the access log' }).click();
    await page
      .getByRole('row', { name: /Denied: expired/ })
      .first()
      .waitFor();
    expect(await page.getByRole('row', { name: /Allowed/ }).count()).toBe(0);
    expect(page.url()).toContain('#/acme/access-log?outcome=denied');
  });

  it('shows until when usage data is complete, or that its delivery is interrupted', async () => {
    const { page, server } = await open({ place: 'overview' });
    await page.getByText('Usage data may be incomplete').waitFor();
    const logGroup = '/aws/lambda/authorizer';
    server.sources.push({ logGroup, via: 'authorizer', probed: true });
    const [since, through] = [Date.now() - DAY_MS, Date.now()];
    await server.usage.replaceWatermark({ logGroup, healthySinceMs: since, throughMs: through, version: 1 });
    await page.reload();
    await page.getByText(/Usage data is complete until .* UTC/).waitFor();
  });

  it('counts the keys that expire, and links to them', async () => {
    const { page } = await open({
      place: 'overview',
      before: async (server) => {
        await addRequests(server, 'Expires soon', []);
        await issue(server.deps, { owner: 'application-1', name: 'Never expires', expiresAtMs: null });
      },
    });
    await page.getByText('No denied requests in the last 24 hours').waitFor();
    await page.getByRole('link', { name: '1', exact: true }).first().click();
    await page.getByRole('row', { name: /Expires soon/ }).waitFor();
    expect(await page.getByRole('row', { name: /Never expires/ }).count()).toBe(0);
  });

  it('shows the active alarms whose cause is in the tenant, with their runbooks', async () => {
    const { page } = await open({
      place: 'overview',
      before: async (server) => {
        await addRequests(server, 'Expires soon', []);
        const since = { sinceMs: Date.now(), summary: 'Keys expire within 7 days and are not rotated.' };
        server.activeAlarms.push(
          { ...since, name: 'keys-expiring', runbook: 'https://docs.example.com/runbooks/keys-expiring.md' },
          { ...since, name: 'authorizer-faults', runbook: 'docs/runbooks/authorizer-faults.md' },
        );
      },
    });
    await page.getByText('Keys that expire within 7 days and are not rotated: 1').waitFor();
    await page.getByRole('link', { name: /runbooks\/keys-expiring\.md/ }).waitFor();
    expect(await page.getByText('authorizer-faults').count()).toBe(0);
    await expect.poll(() => seriousFindings(page)).toEqual([]);
  });

  it('links the unused keys with the same age as they are counted', async () => {
    const { page } = await open({
      place: 'overview',
      before: async ({ deps }) => {
        const clock = () => Date.now() - 40 * DAY_MS;
        await issue({ ...deps, clock }, { owner: 'application-1', name: 'Old' });
        await issue(deps, { owner: 'application-1', name: 'New' });
      },
    });
    await page.getByRole('link', { name: '1', exact: true }).click();
    await page.getByRole('row', { name: /Old/ }).waitFor();
    expect(await page.getByRole('row', { name: /New/ }).count()).toBe(0);
    await page.getByText('More filters (2 set)').waitFor();
  });
});
