import { describe, it, onTestFinished } from 'vitest';
import { startDevelopmentServer } from '../../scripts/dashboard/development-server.ts';
import { freePort } from '../../scripts/local/port.ts';
import { hasBrowser } from '../support/browser.ts';
import { useDashboard } from './support/dashboard-test.ts';

const open = useDashboard();

describe.skipIf(!hasBrowser)('a development server of the dashboard', () => {
  it('signs in and changes keys of another origin, which must allow it', async () => {
    const { page, server } = await open();
    const port = await freePort();
    const development = await startDevelopmentServer(server.origin, port);
    onTestFinished(() => development.close());
    const address = `http://localhost:${port}/dashboard#/acme/keys`;
    await page.goto(address);
    await page.getByText('Sign-in is not available').waitFor();
    server.state.developmentOrigins = [`http://localhost:${port}`];
    await page.goto(address);
    await page.reload();
    await page.getByRole('button', { name: 'Create API key' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name', { exact: true }).fill('Of another origin');
    await dialog.getByRole('button', { name: 'Create API key' }).click();
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByRole('link', { name: 'Of another origin' }).click();
    await page.getByRole('button', { name: 'Disable' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await page.getByText('Disabled', { exact: true }).waitFor();
  });
});
