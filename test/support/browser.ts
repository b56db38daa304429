import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as driver } from 'playwright-core';
import { onTestFinished } from 'vitest';

/** The path of another Chromium. The dev dependency runs on Linux x64 only. */
const OTHER_BROWSER = process.env.POSTERN_TEST_BROWSER;
/** One folder per version, because the package reuses any Chromium that exists in the temporary folder. */
const FOLDER = join(tmpdir(), 'postern-chromium-153.0.0');

export const hasBrowser =
  OTHER_BROWSER !== undefined || (process.platform === 'linux' && process.arch === 'x64');

/** A browser. The caller closes it. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = OTHER_BROWSER ?? (await bundledBrowser());
  // Never `chromium.args`: they disable the same-origin policy.
  return driver.launch({ executablePath, args: ['--no-sandbox'] });
}

/** A browser that is closed after the test. */
export async function openBrowser(): Promise<Browser> {
  const browser = await launchBrowser();
  onTestFinished(() => browser.close());
  return browser;
}

/** The path of the browser of the dev dependency. Its first call writes the file, so parallel workers must not be the first. */
export async function bundledBrowser(): Promise<string> {
  await mkdir(FOLDER, { recursive: true });
  const { TMPDIR } = process.env;
  process.env.TMPDIR = FOLDER;
  try {
    return await chromium.executablePath();
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}
