import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import * as z from 'zod';
import { addPostern } from '../../lib/stacks/postern.ts';
import { local } from '../../lib/stages/local.ts';
import { PRODUCTS, type ProductName } from './products.ts';

const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) });

/** Synthesizes all products into one cloud assembly: `node scripts/conformance/app.ts <folder>`. */
const [, , outdir] = process.argv;
const root = join(import.meta.dirname, '../..');
const { context } = cdkJson.parse(JSON.parse(await readFile(join(root, 'cdk.json'), 'utf8')));
const app = new App({ outdir, context });
/** Documented features beside keys: rotation (MH-18) and alarms (MH-20, MK-13). */
const ROTATED: readonly ProductName[] = ['mindhunters'];
const MONITORED: readonly ProductName[] = ['mindhunters', 'mindkey'];
for (const profile of PRODUCTS) {
  const rotation = ROTATED.includes(profile) ? local.rotation : null;
  const monitoring = MONITORED.includes(profile) ? local.monitoring : undefined;
  addPostern(app, { ...local, stage: profile, profile, rotation, monitoring });
}
app.synth();
