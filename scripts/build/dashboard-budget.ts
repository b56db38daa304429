import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** The maximum size of the files that the browser loads before the first page, with gzip. */
export const INITIAL_LOAD_BUDGET_BYTES = 300_000;

/** The page, the sign-in, the first page with its styles, and the two fonts. All other files are loaded on demand. */
const INITIAL = /^(?:index\.html\.gz|assets\/(?:index|sign-in|start)-[\w-]+\.(?:js|css)\.gz)$/;

/** The bytes of the initial load of a build, with gzip. */
export async function initialLoadBytes(folder: string): Promise<number> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => INITIAL.test(file));
  const sizes = await Promise.all(files.map(async (file) => (await stat(join(folder, file))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** @throws Error if the initial load of the dashboard is over its budget */
export async function assertDashboardBudget(folder: string): Promise<void> {
  const bytes = await initialLoadBytes(folder);
  if (bytes <= INITIAL_LOAD_BUDGET_BYTES) return;
  throw new Error(
    `the initial load of the dashboard is ${bytes} bytes with gzip; allowed are ${INITIAL_LOAD_BUDGET_BYTES}: ` +
      'import pages and large components lazily',
  );
}
