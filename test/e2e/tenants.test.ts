import { type App, CliCredentialsStackSynthesizer, Stack } from 'aws-cdk-lib';
import { User } from 'aws-cdk-lib/aws-iam';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { createSignedTransport } from '../../lib/api-client/signed-transport.ts';
import { ApiKeys } from '../../lib/constructs/api-keys/api-keys.ts';
import { adminRoutes } from '../../lib/contracts/http/admin.ts';
import type { Route } from '../../lib/contracts/http/route.ts';
import { adminAccessKey } from '../../scripts/local/admin-user.ts';
import { newKey, newTenant } from './support/admin.ts';
import { deployApp } from './support/deploy-app.ts';

const { endpointUrl, apiUrl, region } = inject('deployment');
const USER = 'one-tenant-admin';
const ROUTES: readonly (readonly [string, Route])[] = Object.entries(adminRoutes);

/** The routes with a required body. */
const BODIES = new Map([
  ['updateKey', '{"name":"x"}'],
  ['updateManagedKey', '{"retireWhenUnused":true}'],
  ['resetKeyLimit', '{"limit":"credits"}'],
  ['addKeyCredits', '{"add":1}'],
]);

let own: string;
let foreign: string;
let foreignKey: string;
let credentials: { accessKeyId: string; secretAccessKey: string };

beforeAll(async () => {
  [own, foreign] = await Promise.all([newTenant(), newTenant()]);
  foreignKey = (await newKey(foreign)).id;
  await deployApp(defineAdmin);
  credentials = await adminAccessKey(endpointUrl, USER, undefined);
});

/** An app with an administrator of one tenant. */
function defineAdmin(app: App): void {
  const stack = new Stack(app, 'OneTenantAdmin', {
    env: { region },
    synthesizer: new CliCredentialsStackSynthesizer(),
  });
  const keys = ApiKeys.fromStage(stack, 'Keys', { stage: 'local', tenantSuspension: true });
  keys.grantAdmin(new User(stack, 'User', { userName: USER }), { tenants: [own], role: 'app-admin' });
}

/** Calls a route as the administrator of the tenant. */
function call(
  { method, path }: Route,
  tenant: string,
  { key = foreignKey, body }: { key?: string; body?: string | undefined } = {},
) {
  const transport = createSignedTransport({ apiUrl, region, credentials });
  const filled = path
    .replace('{tenant}', tenant)
    .replace('{owner}', 'app')
    .replace('{key}', key)
    .replace('{session}', 'missing00000');
  return transport({ method, path: filled, query: {}, body });
}

describe('the administrator of one tenant', () => {
  it.each(ROUTES)('is denied access to %s of another tenant', async (_, route) => {
    expect((await call(route, foreign)).status).toBe(403);
  });

  it.each(ROUTES.filter(([, { path }]) => path.includes('{tenant}')))(
    'may access the %s of the own tenant',
    async (_, route) => {
      expect((await call(route, own)).status).not.toBe(403);
    },
  );

  it.each(ROUTES.filter(([, { path }]) => path.includes('{tenant}') && path.includes('{key}')))(
    "finds another tenant's key as little as a missing one (%s)",
    async (operation, route) => {
      const body = BODIES.get(operation);
      const { clockSkewMs: _, ...ofForeign } = await call(route, own, { key: foreignKey, body });
      expect(await call(route, own, { key: 'missing00000', body })).toMatchObject(ofForeign);
      expect(ofForeign).toMatchObject({ status: 404, text: expect.stringContaining('"not-found"') });
    },
  );
});
