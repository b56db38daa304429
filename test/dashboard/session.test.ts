import { describe, expect, it } from 'vitest';
import { deactivateOwner } from '../../lib/core/owners/deactivate.ts';
import { updateOwner } from '../../lib/core/owners/update.ts';
import { hasBrowser } from '../support/browser.ts';
import { ADA, issue } from '../support/sample-tenant.ts';
import { useDashboard } from './support/dashboard-test.ts';

const open = useDashboard();

describe.skipIf(!hasBrowser)('a session', () => {
  it('keeps its tokens in memory, and the address has no code', async () => {
    const { page } = await open();
    await page.getByRole('heading', { level: 1, name: 'Keys' }).waitFor();
    expect(await page.evaluate('[{ ...localStorage }, { ...sessionStorage }, document.cookie]')).toEqual([
      {},
      {},
      '',
    ]);
    expect(new URL(page.url()).search).toBe('');
    expect(new URL(page.url()).hash).toBe('#/acme/keys');
  });

  it('ends with the sign-out', async () => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Profile' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'You are signed out' }).waitFor();
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { level: 1, name: 'Keys' }).waitFor();
  });

  it('is renewed while a form is open, and nothing that was typed is lost', async () => {
    const { page, server } = await open({
      before: ({ signIn }) => {
        signIn.lifetimeSeconds = 2;
      },
    });
    await page.getByRole('button', { name: 'Create API key' }).first().click();
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Typed slowly');
    server.signIn.lifetimeSeconds = 3600;
    await page.getByRole('dialog').getByRole('button', { name: 'Create API key' }).click();
    await page.getByRole('button', { name: 'I have stored it' }).click();
    await page.getByRole('row', { name: /Typed slowly/ }).waitFor();
  });

  it('that cannot be renewed shows the next step, and the form keeps its text', async () => {
    const { page, server } = await open();
    await page.getByRole('button', { name: 'Create API key' }).first().click();
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Typed slowly');
    server.signIn.refreshes = false;
    server.state.intercept = () => ({ status: 401, body: { message: 'Unauthorized' } });
    await page.getByRole('dialog').getByRole('button', { name: 'Create API key' }).click();
    await page.getByText('Your session has expired').waitFor();
    expect(await page.getByRole('dialog').getByLabel('Name', { exact: true }).inputValue()).toBe(
      'Typed slowly',
    );
  });

  it('begins with a clock that is ten minutes off', async () => {
    for (const offset of [-600, 600]) {
      const { page } = await open({
        before: ({ signIn }) => {
          signIn.clockOffsetSeconds = offset;
        },
      });
      await page.getByRole('heading', { level: 1, name: 'Keys' }).waitFor();
    }
  });

  it('of a user without an invitation shows whom to ask', async () => {
    const { page } = await open({
      before: ({ signIn, emails }) => {
        signIn.user = 'eve';
        emails.set('eve', 'eve@example.com');
      },
    });
    await page.getByText('You are not invited yet').waitFor();
    await page.getByText('Ask an app-admin to invite eve@example.com').waitFor();
  });

  it('with a lowered role gets a clear error, and the next page shows less', async () => {
    const { page, server } = await open();
    await page.getByRole('button', { name: 'Create API key' }).first().click();
    await updateOwner(server.deps, ADA, { tenant: 'acme', id: 'app-admin' }, { role: 'auditor' });
    await page.getByRole('dialog').getByRole('button', { name: 'Create API key' }).click();
    await page.getByText('Insufficient role for this operation').waitFor();
    await page.getByText('Your role in this tenant is auditor').waitFor();
  });

  it('of a deactivated user sees no tenant any more', async () => {
    const { page, server } = await open();
    await page.getByRole('heading', { level: 1, name: 'Keys' }).waitFor();
    await deactivateOwner(server.deps, ADA, { tenant: 'acme', id: 'app-admin' });
    await page.reload();
    await page.getByText('You are not invited yet').waitFor();
  });
});

/** A pause, and the function that ends it. */
function pending(): readonly [Promise<undefined>, () => void] {
  let end = () => {};
  const pause = new Promise<undefined>((resolve) => {
    end = () => resolve(undefined);
  });
  return [pause, () => end()];
}

describe.skipIf(!hasBrowser)('while the API is slow, the page', () => {
  it('shows progress, and a form that is sent cannot be sent again', async () => {
    const [pause, respond] = pending();
    const { page, server } = await open({
      before: ({ state }) => {
        state.intercept = (path) => (path.endsWith('/keys') ? pause : undefined);
      },
    });
    await page.getByText('Loading API keys').first().waitFor();
    respond();
    await page.getByText('No API keys yet').waitFor();
    const [pauseCreation, create] = pending();
    server.state.intercept = () => pauseCreation;
    await page.getByRole('button', { name: 'Create API key' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Create API key' }).click();
    // For screen readers; the button shows a spinner.
    await dialog.getByText('Create API key: in progress').first().waitFor({ state: 'attached' });
    await page.keyboard.press('Enter');
    create();
    await page.getByRole('button', { name: 'I have stored it' }).click();
    expect(
      server.requests.filter((request) => request === 'POST /console/v1/tenants/acme/keys'),
    ).toHaveLength(1);
  });
});

describe.skipIf(!hasBrowser)('while the API fails, the page', () => {
  it.each([
    ['throttles', { status: 429, body: { message: 'Too Many Requests' } }, 'Too many requests'],
    ['is unavailable', { status: 503, body: { message: 'Service Unavailable' } }, 'status 503'],
    ['does not respond', 'drop', 'The API does not respond'],
  ] as const)('shows the problem and recovers: the API %s', async (_, fault, text) => {
    const { page, server } = await open({
      before: async ({ deps, state }) => {
        await issue(deps, { owner: 'application-1', name: 'Nightly build' });
        state.intercept = (path) => (path.endsWith('/keys') ? fault : undefined);
      },
    });
    await page.getByText(text).first().waitFor();
    server.state.intercept = () => undefined;
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('row', { name: /Nightly build/ }).waitFor();
  });
});

describe.skipIf(!hasBrowser)('a page that is open', () => {
  it('during a deployment offers to load the new version', async () => {
    const { page } = await open();
    await page.getByText('No API keys yet').waitFor();
    // The new deployment no longer has the files of the old one.
    await page.route(/\/assets\/usage-page/, (route) => route.fulfill({ status: 404 }));
    await page.getByRole('link', { name: 'Usage' }).click();
    await page.getByRole('heading', { name: 'A new version is available' }).waitFor();
    await page.unroute(/\/assets\/usage-page/);
    await page.getByRole('button', { name: 'Load again' }).click();
    await page.getByRole('heading', { level: 1, name: 'API key usage' }).waitFor();
  });

  it('in two tabs shows the change of the other tab before it changes the same key', async () => {
    let id = '';
    const { page, server } = await open({
      before: async ({ deps }) => {
        id = (await issue(deps, { owner: 'application-1', name: 'Shared' })).key.id;
      },
    });
    await page.getByRole('link', { name: 'Shared' }).click();
    await page.getByRole('button', { name: 'Disable' }).waitFor();
    const other = await page.context().newPage();
    await other.goto(`${server.url}#/acme/keys/${id}`);
    await other.getByRole('button', { name: 'Disable' }).click();
    await other.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await other.getByText('API key disabled').waitFor();
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('Your change was not applied').waitFor();
    expect(await server.store.readKey(id)).toMatchObject({ status: 'disabled' });
  });
});
