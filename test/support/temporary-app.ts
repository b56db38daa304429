import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll } from 'vitest';

const folders: string[] = [];
afterAll(deleteSynthesized);

/** An app whose synthesized output is deleted after the test file that created it. */
export function temporaryApp(context?: Record<string, unknown>): App {
  const outdir = mkdtempSync(join(tmpdir(), 'postern-synth-'));
  folders.push(outdir);
  return new App({ context, outdir });
}

/** Deletes the output of all apps created so far. */
export function deleteSynthesized(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
