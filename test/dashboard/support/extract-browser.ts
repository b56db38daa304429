import { bundledBrowser, hasBrowser } from '../../support/browser.ts';

/** Extracts the browser before the workers start it in parallel. */
export async function setup(): Promise<void> {
  if (hasBrowser) await bundledBrowser();
}
