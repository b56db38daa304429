import { App, Stack } from 'aws-cdk-lib';
import { ApiKeys } from 'postern';
import { managedKey } from 'postern/consumer';
import { guard } from 'postern/guard';
import { ApisStack } from './apis-stack.js';

const app = new App();
export const apis = new ApisStack(app, 'Apis');
const keys = new ApiKeys(new Stack(app, 'Keys'), 'Keys', { stage: 'dev' });
keys.protect(apis.rest);
keys.protect(apis.http);

export const handler = guard(async (_event: { rawPath: string }, access) => ({
  statusCode: 200,
  body: access.tenant,
}));
export const payments = managedKey({ read: async () => '{}' });
