import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { disableKey } from '../../lib/core/keys/disable.ts';
import { dayOf } from '../../lib/core/usage/limits.ts';
import { hasBrowser } from '../support/browser.ts';
import { ADA, issue } from '../support/sample-tenant.ts';
import type { DashboardServer } from './support/dashboard-server.ts';
import { useDashboard } from './support/dashboard-test.ts';

const FOLDER = join(import.meta.dirname, '../../docs/images');
const NAMES = ['Data warehouse sync', 'Partner portal', 'Mobile backend', 'Invoice export', 'Nightly build'];
const MS_PER_DAY = 86_400_000;
const VIEWPORT = { width: 1280, height: 640 };

const open = useDashboard();

/** Keys with different states, requests and last uses. */
async function addSampleKeys(server: DashboardServer): Promise<void> {
  const { deps } = server;
  const denied: string[] = [];
  for (const [index, name] of NAMES.entries()) {
    const expiresAtMs = index === 1 ? Date.now() + 5 * MS_PER_DAY : null;
    const permissions = index === 2 ? ['read'] : ['read', 'write'];
    const settings = { owner: 'application-1', name, permissions, expiresAtMs, metadata: {} };
    const { key } = await issue(deps, settings);
    if (index === 0) await disableKey(deps, ADA, { tenant: 'acme', id: key.id });
    if (index < 2) denied.push(key.id);
    await addUse(server, key.id, index);
  }
  await addDenials(server, denied);
  await addDelivery(server);
}

/** Log lines that arrived without a gap since yesterday. */
async function addDelivery({ sources, usage }: DashboardServer): Promise<void> {
  const logGroup = '/aws/lambda/authorizer';
  const throughMs = Date.now();
  sources.push({ logGroup, via: 'authorizer', probed: true });
  await usage.replaceWatermark({ logGroup, healthySinceMs: throughMs - MS_PER_DAY, throughMs, version: 1 });
}

async function addUse({ usage }: DashboardServer, key: string, index: number): Promise<void> {
  const known = await usage.readUsage(key);
  if (!known || index === 0) return;
  const lastUsedAtMs = Date.now() - index * 600_000;
  await usage.replaceUsage({ ...known, lastUsedAtMs, version: known.version + 1 });
  const today = dayOf(Date.now());
  const counts = Array.from({ length: 30 }, (_, day) => ({
    hour: (today - day) * 24,
    counts: { allowed: 20 + ((day * 7 + index * 11) % 23) * (index + 1) },
  }));
  await usage.addCounts({ tenant: 'acme', key }, counts, { id: key, partition: 0 });
}

async function addDenials({ usage }: DashboardServer, keys: readonly string[]): Promise<void> {
  const outcomes = ['disabled', 'disabled', 'insufficient-permission', 'rate-limited'] as const;
  await usage.appendAccessLog(
    'denials',
    Array.from({ length: 60 }, (_, index) => ({
      ...{ tenant: 'acme', key: keys[index % 3 === 0 ? 1 : 0] ?? '', via: 'authorizer' as const },
      ...{ id: index.toString(16).padStart(16, '0'), atMs: Date.now() - index * index * 20_000 },
      ...{ outcome: outcomes[(index * 5) % 4] ?? 'disabled', method: 'GET', route: '/orders/{id}' },
      sourceAddress: `203.0.113.${7 + (index % 3)}`,
    })),
  );
}

describe.skipIf(!hasBrowser || !process.env.POSTERN_SCREENSHOTS)('the pictures of the documentation', () => {
  it('show the keys', async () => {
    const { page } = await open({ before: addSampleKeys, viewport: VIEWPORT });
    await page.getByRole('row', { name: /Nightly build/ }).waitFor();
    await page.getByText('More filters').waitFor();
    await page.getByRole('button', { name: 'Columns' }).waitFor();
    const picture = await page.screenshot({ path: join(FOLDER, 'dashboard-keys.png') });
    expect(picture.length).toBeGreaterThan(10_000);
  });

  it('show the overview', async () => {
    const { page } = await open({ place: 'overview', before: addSampleKeys, viewport: VIEWPORT });
    await page.getByText('Show as a table').waitFor();
    const picture = await page.screenshot({ path: join(FOLDER, 'dashboard-overview.png'), fullPage: true });
    expect(picture.length).toBeGreaterThan(10_000);
  });
});
