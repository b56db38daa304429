import { App, Stack } from 'aws-cdk-lib';
import { ApiKeys } from 'postern';
import { type AdminResponse, createClient } from 'postern/client';
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

const client = createClient({ apiUrl: 'https://api.example.com', region: 'eu-central-1' });
export async function ownerOf(tenant: string, key: string): Promise<AdminResponse<'showKey'>['owner']> {
  return (await client.call('showKey', { params: { tenant, key } })).owner;
}
