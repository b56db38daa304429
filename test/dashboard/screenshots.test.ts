import { join } from 'node:path';
import { expect, it } from 'vitest';
import { disableKey } from '../../lib/core/keys/disable.ts';
import { hasBrowser } from '../support/browser.ts';
import { ADA, issue } from '../support/sample-tenant.ts';
import type { DashboardServer } from './support/dashboard-server.ts';
import { useDashboard } from './support/dashboard-test.ts';

const FOLDER = join(import.meta.dirname, '../../docs/images');
const NAMES = ['Data warehouse sync', 'Partner portal', 'Mobile backend', 'Invoice export', 'Nightly build'];
const MS_PER_DAY = 86_400_000;

const open = useDashboard();

/** Keys with different states and last uses. */
async function addSampleKeys({ deps, usage }: DashboardServer): Promise<void> {
  for (const [index, name] of NAMES.entries()) {
    const expiresAtMs = index === 1 ? Date.now() + 5 * MS_PER_DAY : null;
    const permissions = index === 2 ? ['read'] : ['read', 'write'];
    const { key } = await issue(deps, {
      owner: 'application-1',
      name,
      permissions,
      expiresAtMs,
      metadata: {},
    });
    if (index === 0) await disableKey(deps, ADA, { tenant: 'acme', id: key.id });
    const known = await usage.readUsage(key.id);
    if (known && index > 0)
      await usage.replaceUsage({
        ...known,
        lastUsedAtMs: Date.now() - index * 600_000,
        version: known.version + 1,
      });
  }
}

it.skipIf(!hasBrowser || !process.env.POSTERN_SCREENSHOTS)(
  'the picture of the documentation shows the current dashboard',
  async () => {
    const { page } = await open({ before: addSampleKeys, viewport: { width: 1280, height: 640 } });
    await page.getByRole('row', { name: /Nightly build/ }).waitFor();
    const picture = await page.screenshot({ path: join(FOLDER, 'dashboard-keys.png') });
    expect(picture.length).toBeGreaterThan(10_000);
  },
);
