import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';

/** A page of the dashboard. After the test, a violation of its content security policy or a script error fails the test. */
export async function newDashboardPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Page> {
  const viewport = { width: 1440, height: 900 };
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce', ...options });
  context.setDefaultTimeout(20_000);
  const faults: string[] = [];
  const page = await context.newPage();
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => {
    if (/content security policy|trusted ?type/i.test(message.text())) faults.push(message.text());
  });
  onTestFinished(async () => {
    await context.close();
    expect(faults).toEqual([]);
  });
  return page;
}

interface User {
  readonly email: string;
  readonly password: string;
}

/** Opens the dashboard and signs in on the page of the identity provider. */
export async function signInToDashboard(page: Page, url: string, { email, password }: User): Promise<void> {
  await page.goto(url);
  await page.locator('input[name=username]').fill(email);
  await page.locator('input[name=password]').fill(password);
  await page.locator('form [type=submit]').first().click();
  await page.getByRole('button', { name: 'Profile' }).waitFor();
}

/** Every place on this page where text could remain: the document, the storages and the address. */
export async function remainingText(page: Page): Promise<string> {
  // As text, because the types of a browser are not those of the tests.
  return page.evaluate(`JSON.stringify([
    document.documentElement.outerHTML,
    [...document.querySelectorAll('input, textarea')].map((each) => each.value),
    { ...localStorage },
    { ...sessionStorage },
    location.href,
    history.state,
  ])`);
}
