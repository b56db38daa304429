import { createRequire } from 'node:module';

/** The first version of aws-cdk-lib with the runtime of Postern's functions, Node.js 24. */
export const LOWEST_CDK_VERSION = '2.224.0';

/** @throws Error if a version of aws-cdk-lib is too old, with the command that updates it */
export function assertCdkVersion(version: string): void {
  const order = version.localeCompare(LOWEST_CDK_VERSION, 'en', { numeric: true });
  if (order >= 0) return;
  throw new Error(
    `postern requires aws-cdk-lib ${LOWEST_CDK_VERSION} or later, but ${version} is installed. ` +
      'Run: npm install aws-cdk-lib@latest',
  );
}

// Checked when the package is loaded, because a missing runtime would otherwise cause an unclear error later.
const { version }: { version: string } = createRequire(import.meta.url)('aws-cdk-lib/package.json');
assertCdkVersion(version);
