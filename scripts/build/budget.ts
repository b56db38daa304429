import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** The maximum size of the authorizer's bundle: each cold start loads every byte. */
export const AUTHORIZER_BUDGET = { bytes: 60_000, gzippedBytes: 21_500 };

/** @throws Error if the authorizer's bundle is over its budget, with both sizes */
export async function assertAuthorizerBudget(root: string): Promise<void> {
  const bundle = await readFile(join(root, 'dist/lambdas/authorizer/index.mjs'));
  const gzippedBytes = gzipSync(bundle).length;
  if (bundle.length <= AUTHORIZER_BUDGET.bytes && gzippedBytes <= AUTHORIZER_BUDGET.gzippedBytes) return;
  throw new Error(
    `the authorizer's bundle is ${bundle.length} bytes, ${gzippedBytes} gzipped; allowed are ` +
      `${AUTHORIZER_BUDGET.bytes} and ${AUTHORIZER_BUDGET.gzippedBytes}: look for a new import in lambdas/authorizer`,
  );
}
