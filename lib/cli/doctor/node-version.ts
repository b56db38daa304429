import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { Finding } from './check.ts';

const manifest = z.object({
  name: z.literal('postern'),
  engines: z.object({ node: z.string().regex(/^>=\d+(\.\d+)*$/) }),
});

/** Whether Node is as new as this package asks for. */
export async function checkNodeVersion(nodeVersion: string): Promise<Finding> {
  const version = nodeVersion.replace(/^v/, '');
  const lowest = (await readManifest()).engines.node.replace('>=', '');
  const found = `Node.js ${version}; ${lowest} or later is required`;
  const order = version.localeCompare(lowest, 'en', { numeric: true });
  return order >= 0 ? { status: 'ok', found } : { status: 'fail', found, advice: 'Install a later Node.js.' };
}

/** The package's own: the nearest above this file, whether it is compiled or not. */
async function readManifest(): Promise<z.infer<typeof manifest>> {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) return manifest.parse(JSON.parse(text));
  }
  throw new Error("the package's own package.json is missing; install postern anew");
}
