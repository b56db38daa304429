import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

// Workers and the commands that tests start compile the same modules; Node.js keeps the result for all of them.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/node');

/** The template rules of CDK load an engine in each file. cfn-lint checks the templates of the stages. */
const WITHOUT_CDK_RULES = { CDK_VALIDATION: 'false' };

/**
 * `unit` needs only the code, `template` synthesizes stacks, `package` installs the packed package in sample apps, `dashboard`
 * opens the built dashboard in a browser on handlers with a memory store, `e2e` runs against an emulator, and
 * `conformance` tests the documented behavior of five products there. Vitest runs the files of these two one after the
 * other, after all others; `npm test` runs them beside the others (`scripts/test/test.ts`).
 */
export default defineConfig({
  test: {
    // By default, one core stays idle: half of a machine with two cores.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/constructs/**',
            'test/stacks/**',
            'test/package/**',
            'test/e2e/**',
            'test/conformance/**',
            'test/architecture/**',
            'test/dashboard/**',
          ],
          // The files of one worker share all modules: loading them for each file takes a third of the CPU time.
          isolate: false,
          setupFiles: ['test/support/restore-environment.ts'],
          restoreMocks: true,
          unstubEnvs: true,
          unstubGlobals: true,
          env: WITHOUT_CDK_RULES,
          // Generated cases take a second, and longer on a busy machine.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'template',
          include: [
            'test/constructs/**/*.test.ts',
            'test/stacks/**/*.test.ts',
            'test/architecture/**/*.test.ts',
          ],
          // Loading CDK takes longer than most of these files, so those of one worker share all modules.
          isolate: false,
          setupFiles: ['test/support/delete-synthesized.ts'],
          env: WITHOUT_CDK_RULES,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'package',
          include: ['test/package/**/*.test.ts'],
          // Files of the sample apps, one of which is a test of Jest.
          exclude: ['test/package/apps/**'],
          globalSetup: ['test/package/support/pack.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'dashboard',
          include: ['test/dashboard/**/*.test.ts'],
          globalSetup: ['test/dashboard/support/extract-browser.ts'],
          // Like the timeout of the browser: a page can take seconds on a busy machine.
          expect: { poll: { timeout: 20_000 } },
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/support/deployment.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          env: WITHOUT_CDK_RULES,
        },
      },
      {
        test: {
          name: 'conformance',
          include: ['test/conformance/**/*.test.ts'],
          globalSetup: ['test/conformance/support/products.ts'],
          testTimeout: 60_000,
          hookTimeout: 180_000,
          fileParallelism: false,
          env: WITHOUT_CDK_RULES,
        },
      },
    ],
  },
});
