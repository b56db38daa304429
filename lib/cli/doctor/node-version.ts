import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { Finding } from './check.ts';

const manifest = z.object({
  name: z.literal('postern'),
  engines: z.object({ node: z.string().regex(/^>=\d+(\.\d+)*$/) }),
});

/** Checks that Node.js has the version that this package requires. */
export async function checkNodeVersion(nodeVersion: string): Promise<Finding> {
  const version = nodeVersion.replace(/^v/, '');
  const lowest = (await readManifest()).engines.node.replace('>=', '');
  const found = `Node.js ${version}; ${lowest} or later is required`;
  const order = version.localeCompare(lowest, 'en', { numeric: true });
  if (order >= 0) return { status: 'ok', found };
  const advice =
    `Install Node.js ${lowest} or later, and run postern with it: node --version shows the version in use. In a checkout of ` +
    'Postern, run npx postern doctor, which uses the Node.js of the checkout.';
  return { status: 'fail', found, advice };
}

/** Reads the manifest of this package: the nearest one above this file, in sources and in the build. */
async function readManifest(): Promise<z.infer<typeof manifest>> {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) return manifest.parse(JSON.parse(text));
  }
  throw new Error("the package's own package.json is missing; install postern again");
}
