import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { ProductDeployments } from './deployments.ts';
import type { TestResult } from './judge.ts';

/** The used part of a Vitest report. */
const vitestReport = z.object({
  testResults: z.array(
    z.object({ assertionResults: z.array(z.object({ title: z.string(), status: z.string() })) }),
  ),
});

export interface TestRun {
  /** The checkout whose tests run. */
  readonly root: string;
  /** A pattern of test names (default: all tests). */
  readonly only?: string;
  /** Existing deployments (default: the tests deploy the products). */
  readonly products?: ProductDeployments;
  /** Whether the runner's own output is shown, on stderr. */
  readonly shown: boolean;
  readonly signal: AbortSignal;
}

/**
 * Runs the conformance tests and returns their results. Tests that the pattern excludes count as not passed.
 * @throws Error if the runner ended without a report
 */
export async function runTests({ root, only, products, shown, signal }: TestRun): Promise<TestResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'postern-report-'));
  const reportFile = join(folder, 'report.json');
  try {
    const args = [
      ...[join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'conformance'],
      // The examples are not documented rows.
      ...['--exclude', '**/examples.test.ts'],
      ...['--reporter', 'default', '--reporter', 'json', '--outputFile', reportFile],
      ...(only === undefined ? [] : ['--testNamePattern', only]),
    ];
    const output = shown ? process.stderr : 'ignore';
    const env = products ? { ...process.env, POSTERN_PRODUCTS: JSON.stringify(products) } : process.env;
    const child = spawn(process.execPath, args, {
      cwd: root,
      env,
      signal,
      stdio: ['ignore', output, output],
    });
    await once(child, 'exit');
    return readReport(await readFile(reportFile, 'utf8'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A test that did not run, for example because its setup failed, counts as not passed. */
function readReport(text: string): TestResult[] {
  return vitestReport
    .parse(JSON.parse(text))
    .testResults.flatMap(({ assertionResults }) => assertionResults)
    .map(({ title, status }) => ({ title, passed: status === 'passed' }));
}
