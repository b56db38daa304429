import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import type { Limit } from '../../../lib/core/limits/limit.ts';
import type { Profile } from '../../../lib/core/profiles/profile.ts';
import { launchBrowser } from '../../support/browser.ts';
import { newDashboardPage } from '../../support/dashboard-page.ts';
import { type DashboardServer, startDashboard } from './dashboard-server.ts';

export interface OpenOptions extends BrowserContextOptions {
  readonly profile?: Profile;
  /** Whether the deployment has a usage store. */
  readonly tracksUsage?: boolean;
  /** The limits of each tenant. */
  readonly tenantLimits?: readonly Limit[];
  /** The role of the user in the tenant `acme`. */
  readonly role?: string;
  /** The place in the dashboard, without the tenant. */
  readonly place?: string;
  /** Runs before the page is opened. */
  readonly before?: (server: DashboardServer) => Promise<void> | void;
}

export interface Opened {
  readonly page: Page;
  readonly server: DashboardServer;
}

/** Opens the dashboard of a fresh deployment for each test, with one browser for all tests of a file. */
export function useDashboard(): (options?: OpenOptions) => Promise<Opened> {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterAll(() => browser.close());
  return async ({
    profile,
    tracksUsage,
    tenantLimits,
    role = 'app-admin',
    place = 'keys',
    before,
    ...options
  } = {}) => {
    const server = await startDashboard({
      ...(profile && { profile }),
      ...(tracksUsage !== undefined && { tracksUsage }),
      ...(tenantLimits && { tenantLimits }),
    });
    onTestFinished(() => server[Symbol.asyncDispose]());
    await server.addTenant('acme', 'Acme Corporation');
    server.signIn.user = `${role}@acme`;
    await before?.(server);
    const page = await newDashboardPage(browser, options);
    await page.goto(`${server.url}#/acme/${place}`);
    return { page, server };
  };
}
