import { expect, inject, it } from 'vitest';
import type { AdminClient } from '../../lib/api-client/admin-client.ts';
import { bringUp } from '../../scripts/local/bring-up.ts';
import { adminClient } from '../../scripts/local/demo.ts';
import { deploy } from '../../scripts/local/deploy.ts';
import { readOutputs } from '../../scripts/local/outputs.ts';
import { freePort } from '../../scripts/local/port.ts';
import { silent } from '../../scripts/local/progress.ts';
import { stateDirectoryIn } from '../../scripts/local/state-directory.ts';
import { temporaryFolder } from '../support/temporary-state.ts';
import { previousRelease } from './support/previous-release.ts';

const params = { tenant: 'acme' };

/** Creates a tenant with a key in each state. */
async function issueKeys(client: AdminClient) {
  await client.call('createTenant', { body: { id: 'acme' } });
  await client.call('createOwner', { params, body: { id: 'app', kind: 'application' } });
  await client.call('createOwner', { params, body: { id: 'gone', kind: 'application' } });
  const issue = async (body: { owner: string; boundBy?: 'none' }) =>
    client.call('createKey', { params, body: { ...body, permissions: ['read'] } });
  const keys = {
    bound: await issue({ owner: 'app' }),
    unbound: await issue({ owner: 'app', boundBy: 'none' }),
    disabled: await issue({ owner: 'app' }),
    revoked: await issue({ owner: 'app' }),
    deactivated: await issue({ owner: 'gone' }),
  };
  await client.call('disableKey', { params: { ...params, key: keys.disabled.id } });
  await client.call('revokeKey', { params: { ...params, key: keys.revoked.id }, body: {} });
  await client.call('deactivateOwner', { params: { ...params, owner: 'gone' } });
  return keys;
}

type Keys = Awaited<ReturnType<typeof issueKeys>>;

async function outcomes(client: AdminClient, keys: Keys) {
  const verdicts = Object.entries(keys).map(async ([name, { value }]) => {
    const { outcome } = await client.call('verify', { params, body: { value, permission: 'read' } });
    return [name, outcome] as const;
  });
  return Object.fromEntries(await Promise.all(verdicts));
}

function listKeys(client: AdminClient) {
  return client.call('listKeys', { params, query: {} });
}

async function statusOf(url: string, value: string): Promise<number> {
  return (await fetch(`${url}/hello`, { headers: { authorization: `Bearer ${value}` } })).status;
}

it('an upgrade keeps all keys and URLs', async ({ skip }) => {
  const found = await previousRelease();
  if (typeof found === 'string') return skip(found);
  await using previous = found;
  const home = stateDirectoryIn(await temporaryFolder(), previous.root);
  const signal = AbortSignal.timeout(240_000);
  const { emulator, deployment } = await bringUp({ home, signal, progress: silent }, await freePort());
  try {
    const { endpointUrl } = emulator;
    const keys = await issueKeys(await previous.adminClient(deployment));
    const client = adminClient(deployment);
    const [keysBefore, outputsBefore] = await Promise.all([listKeys(client), readOutputs(endpointUrl)]);

    // The shared deployment already synthesized this release.
    const { cloudAssembly } = stateDirectoryIn(inject('deploymentFolder'));
    await deploy({ home: { ...home, cloudAssembly }, signal, say: () => {} }, endpointUrl);

    // A release may add URLs. Existing URLs must stay.
    expect(await readOutputs(endpointUrl)).toMatchObject(outputsBefore);
    expect(await listKeys(client)).toEqual(keysBefore);
    expect(await outcomes(client, keys)).toEqual({
      bound: 'allowed',
      unbound: 'allowed',
      disabled: 'disabled',
      revoked: 'revoked',
      deactivated: 'owner-deactivated',
    });
    for (const url of [deployment.sampleRestUrl, deployment.sampleHttpUrl]) {
      expect(await statusOf(url, keys.bound.value)).toBe(200);
      expect([401, 403]).toContain(await statusOf(url, keys.revoked.value));
    }
  } finally {
    await emulator.stop();
  }
}, 300_000);
