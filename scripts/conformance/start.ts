import { mkdir } from 'node:fs/promises';
import { type Emulator, startEmulator } from '../local/emulator.ts';
import { freePort } from '../local/port.ts';
import { EMULATOR, pythonWith } from '../local/virtual-environment.ts';
import type { Work } from '../local/work.ts';
import { deployProducts, type ProductDeployments } from './deployments.ts';

export interface RunningProducts {
  readonly emulator: Emulator;
  readonly products: ProductDeployments;
}

/**
 * Starts an emulator in `work.home` and deploys the products on it. Stops the emulator if this throws.
 * @throws Failure, or the signal's reason
 */
export async function startProducts(work: Work): Promise<RunningProducts> {
  await mkdir(work.home.blankHome, { recursive: true });
  const python = await pythonWith(EMULATOR, work);
  const emulator = await startEmulator(work, python, await freePort());
  try {
    return { emulator, products: await deployProducts(work, emulator.endpointUrl) };
  } catch (error) {
    await emulator.stop();
    throw error;
  }
}
