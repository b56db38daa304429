import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { ProductDeployments } from '../../../scripts/conformance/deployments.ts';
import { startProducts } from '../../../scripts/conformance/start.ts';
import { ignoreAwsSettings } from '../../../scripts/local/environment.ts';
import { onInterrupt } from '../../../scripts/local/exit.ts';
import { stateDirectoryIn } from '../../../scripts/local/state-directory.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The five products, side by side on one emulator: `inject('products')`. */
    products: ProductDeployments;
  }
}

/** Deploys the five products on a dedicated emulator, and deletes all of it afterwards. */
export default async function deployForTests(
  project: TestProject,
): Promise<(() => Promise<void>) | undefined> {
  ignoreAwsSettings(process.env);
  // A mutation run deploys the products itself, once per mutation.
  const deployed = process.env.POSTERN_PRODUCTS;
  if (deployed) {
    project.provide('products', JSON.parse(deployed));
    return undefined;
  }
  const folder = await mkdtemp(join(tmpdir(), 'postern-conformance-'));
  const discard = () => rm(folder, { recursive: true, force: true });
  try {
    const work = { home: stateDirectoryIn(folder), signal: onInterrupt().signal, say: () => {} };
    const { emulator, products } = await startProducts(work);
    project.provide('products', products);
    return () => emulator.stop().finally(discard);
  } catch (error) {
    await discard();
    throw error;
  }
}
