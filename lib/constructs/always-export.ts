import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * Exports values of the stack of `scope`, also without a stack that imports them. By default, CDK adds an export with its
 * first importer and removes it with the last one. CloudFormation rejects the removal, because the importer is deployed later.
 */
export function alwaysExport(scope: Construct, values: readonly string[]): void {
  for (const value of values) Stack.of(scope).exportValue(value);
}
