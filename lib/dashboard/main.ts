import type { DashboardConfig } from '../contracts/http/dashboard.ts';
import { apiUrl, dashboardUrl } from './sign-in/addresses.ts';
import { beginSignIn, finishSignIn, SignInError, takeSignedOut } from './sign-in/flow.ts';
import { showMessage } from './sign-in/message-page.ts';
import { Session } from './sign-in/session.ts';

/** Signs the user in, and then loads the rest of the dashboard. */
async function open(): Promise<void> {
  const config = await readConfig();
  if (!config) return showUnavailable();
  if (takeSignedOut()) return showSignedOut(config);
  const tokens = await finishSignIn(config);
  if (!tokens) return beginSignIn(config);
  const { start } = await import('./start.tsx');
  start(new Session(config, tokens));
}

/** Undefined if the deployment or its identity provider does not respond. */
async function readConfig(): Promise<DashboardConfig | undefined> {
  try {
    const response = await fetch(apiUrl('/dashboard/config.json'));
    if (!response.ok) return undefined;
    const config: DashboardConfig = await response.json();
    return config;
  } catch {
    return undefined;
  }
}

function showUnavailable(): void {
  showMessage({
    title: 'Sign-in is not available',
    text: 'The identity provider of this deployment does not respond. Try again in a minute.',
    action: 'Try again',
    onAction: () => location.reload(),
  });
}

function showSignedOut(config: DashboardConfig): void {
  showMessage({
    title: 'You are signed out',
    text: 'Sign in again to manage your keys.',
    action: 'Sign in',
    onAction: () => void beginSignIn(config),
  });
}

function showFailedSignIn(): void {
  showMessage({
    title: 'Sign-in failed',
    text: 'The identity provider did not complete the sign-in. Start it again.',
    action: 'Sign in again',
    onAction: () => location.assign(dashboardUrl),
  });
}

// A deployment removes the files of the previous one. Loading the page again finds the new files.
addEventListener('vite:preloadError', (event) => {
  event.preventDefault();
  showMessage({
    title: 'A new version is available',
    text: 'The dashboard was updated while this page was open. Load it again to continue.',
    action: 'Load again',
    onAction: () => location.reload(),
  });
});

open().catch((error: unknown) => {
  if (error instanceof SignInError) return showFailedSignIn();
  showUnavailable();
  throw error;
});
