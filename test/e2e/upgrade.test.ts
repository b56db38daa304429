import { expect, inject, it } from 'vitest';
import type { AdminClient } from '../../lib/api-client/admin-client.ts';
import type { LocalDeployment } from '../../lib/contracts/local-deployment.ts';
import { STACKS, stackName } from '../../lib/contracts/stacks.ts';
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
/** The documented order of a rollback: the Data stack stays on the newer release. */
const ROLLED_BACK = STACKS.filter((stack) => stack !== 'Data')
  .map((stack) => stackName('local', stack))
  .toReversed();

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

const OUTCOMES = {
  bound: 'allowed',
  unbound: 'allowed',
  disabled: 'disabled',
  revoked: 'revoked',
  deactivated: 'owner-deactivated',
};

async function outcomes(client: AdminClient, keys: Keys) {
  const verdicts = Object.entries(keys).map(async ([name, { value }]) => {
    const { outcome } = await client.call('verify', { params, body: { value, permission: 'read' } });
    return [name, outcome] as const;
  });
  return Object.fromEntries(await Promise.all(verdicts));
}

/** The listings and settings of the tenant, without its use, which each call changes. */
async function stateOf(client: AdminClient) {
  const [tenant, owners, keys] = await Promise.all([
    client.call('showTenant', { params }),
    client.call('listOwners', { params, query: {} }),
    client.call('listKeys', { params, query: {} }),
  ]);
  return { tenant, owners, keys: keys.items.map(({ lastUsedAt, ...key }) => key) };
}

async function expectDecisions(client: AdminClient, keys: Keys, deployment: LocalDeployment): Promise<void> {
  expect(await outcomes(client, keys)).toEqual(OUTCOMES);
  for (const url of [deployment.sampleRestUrl, deployment.sampleHttpUrl]) {
    expect(await statusOf(url, keys.bound.value)).toBe(200);
    expect([401, 403]).toContain(await statusOf(url, keys.revoked.value));
  }
}

async function statusOf(url: string, value: string): Promise<number> {
  return (await fetch(`${url}/hello`, { headers: { authorization: `Bearer ${value}` } })).status;
}

it('an upgrade, the documented rollback and another upgrade keep decisions, listings, settings and URLs', async ({
  skip,
}) => {
  const found = await previousRelease();
  if (typeof found === 'string') return skip(found);
  await using previous = found;
  const home = stateDirectoryIn(await temporaryFolder(), previous.root);
  const signal = AbortSignal.timeout(580_000);
  const { emulator, deployment } = await bringUp({ home, signal, progress: silent }, await freePort());
  try {
    const { endpointUrl } = emulator;
    const older = await previous.adminClient(deployment);
    const newer = adminClient(deployment);
    // The shared deployment already synthesized this release.
    const { cloudAssembly } = stateDirectoryIn(inject('deploymentFolder'));
    const work = { home, signal, say: () => {} };
    const upgrade = () => deploy({ ...work, home: { ...home, cloudAssembly } }, endpointUrl);

    const keys = await issueKeys(older);
    const [before, outputs] = await Promise.all([stateOf(older), readOutputs(endpointUrl)]);

    await upgrade();
    // A release may add URLs. Existing URLs must stay.
    expect(await readOutputs(endpointUrl)).toMatchObject(outputs);
    expect(await stateOf(older)).toEqual(before);
    await expectDecisions(newer, keys, deployment);
    await newer.call('updateTenant', { params, body: { name: 'Acme' } });
    const upgraded = await stateOf(newer);

    await deploy(work, endpointUrl, ROLLED_BACK);
    expect(await stateOf(older)).toMatchObject({ ...before, tenant: { id: 'acme', name: 'Acme' } });
    await expectDecisions(older, keys, deployment);

    await upgrade();
    expect(await readOutputs(endpointUrl)).toMatchObject(outputs);
    expect(await stateOf(newer)).toEqual(upgraded);
    await expectDecisions(newer, keys, deployment);
  } finally {
    await emulator.stop();
  }
}, 600_000);
