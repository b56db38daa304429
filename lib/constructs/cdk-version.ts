import { createRequire } from 'node:module';

/** The first version of aws-cdk-lib with the runtime of Postern's Lambdas, Node 24. */
export const LOWEST_CDK_VERSION = '2.224.0';

/** @throws Error if a version of aws-cdk-lib is too old, with the command that brings a newer one */
export function assertCdkVersion(version: string): void {
  const order = version.localeCompare(LOWEST_CDK_VERSION, 'en', { numeric: true });
  if (order >= 0) return;
  throw new Error(
    `postern needs aws-cdk-lib ${LOWEST_CDK_VERSION} or newer, but ${version} is installed; ` +
      'run: npm install aws-cdk-lib@latest',
  );
}

// When the package is loaded: a runtime that is not there would fail later, and puzzle.
const { version }: { version: string } = createRequire(import.meta.url)('aws-cdk-lib/package.json');
assertCdkVersion(version);
