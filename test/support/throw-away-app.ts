import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll } from 'vitest';

const directory = mkdtempSync(join(tmpdir(), 'postern-synth-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** An app whose synthesized output goes with the test file that made it. */
export function throwAwayApp(context?: Record<string, unknown>): App {
  return new App({ context, outdir: mkdtempSync(join(directory, 'app-')) });
}
