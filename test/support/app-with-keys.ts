import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ApiKeys, type ApiKeysProps } from '../../lib/constructs/api-keys/api-keys.ts';
import { temporaryApp } from './temporary-app.ts';

/** An app with Postern in one stack, and another stack for the API that a test protects. */
export function appWithKeys(context?: Record<string, unknown>, props?: ApiKeysProps) {
  const app = temporaryApp(context);
  const keysStack = new Stack(app, 'Keys');
  const keys = new ApiKeys(keysStack, 'ApiKeys', props);
  const stack = new Stack(app, 'Backend');
  return { app, keys, keysStack, stack, template: () => Template.fromStack(stack) };
}
