import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { type RunOptions, runCli } from './support/run-cli.ts';
import { FAULTS, type Fault, smokeDeployment } from './support/smoke-deployment.ts';

const IN_AWS = ['--stage', 'prod', '--region', 'eu-central-1'];
const PROTECTED = ['--url', 'https://orders.example.com/orders/1', '--permission', 'orders:read'];
const report = z.object({
  interrupted: z.boolean(),
  guarantees: z.array(
    z.object({
      name: z.string(),
      result: z.string(),
      found: z.string().optional(),
      advice: z.string().optional(),
    }),
  ),
});

type Deployment = ReturnType<typeof smokeDeployment>;

function run(deployment: Deployment, words: readonly string[], options: Partial<RunOptions> = {}) {
  return runCli(['smoke', ...IN_AWS, ...words], { ...deployment, local: false, ...options });
}

/** Runs smoke with a protected API and returns the report. */
async function smoke(deployment: Deployment, words: readonly string[] = PROTECTED) {
  const ran = await run(deployment, ['--json', '--timeout', '30', ...words]);
  const { guarantees, interrupted } = report.parse(JSON.parse(ran.stdout));
  const named = (result: string) => guarantees.filter((each) => each.result === result);
  return { ...ran, guarantees, interrupted, named };
}

/** The statuses of all keys of the tenant, and whether each secret is deleted. */
async function leftIn({ api }: Deployment) {
  const { items } = await api.done('listKeys', { params: { tenant: 'smoke' }, query: 'limit=100' });
  const secrets = [...api.secrets.secrets.values()];
  return {
    keys: items.length,
    live: items.filter(({ status }) => status !== 'revoked').length,
    secrets: secrets.length,
    kept: secrets.filter(({ isDeleted }) => !isDeleted).length,
  };
}

describe('postern smoke', () => {
  it('sees every guarantee of a deployment, and leaves no accepted key and no secret', async () => {
    const deployment = smokeDeployment();
    const { guarantees, named, exitCode, interrupted } = await smoke(deployment);
    expect(guarantees.map(({ name, result }) => `${name} ${result}`)).toEqual([
      'issued-key seen',
      'no-key seen',
      'wrong-key seen',
      'permission seen',
      'expiry seen',
      'revocation seen',
      'replacement seen',
      'limits seen',
      'rotation seen',
      'sign-in seen',
      'audit seen',
      'alarm-metric seen',
      'clean-up seen',
    ]);
    expect(named('not-seen')).toEqual([]);
    expect(interrupted).toBe(false);
    expect(exitCode).toBe(0);
    expect(await leftIn(deployment)).toMatchObject({ live: 0, secrets: 1, kept: 0 });
  });

  it('names the unit of a rejected timeout', async () => {
    const { exitCode, stderr } = await run(smokeDeployment(), ['--timeout', '0']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Use a whole number of seconds, 1 to 3600.');
  });

  it('can run again in the same tenant', async () => {
    const deployment = smokeDeployment();
    await smoke(deployment);
    const { exitCode } = await smoke(deployment);
    expect(exitCode).toBe(0);
  });

  it('prints one line per guarantee with its duration, and the finding and the next step below', async () => {
    const { stdout, exitCode } = await run(smokeDeployment('chain off'), [...PROTECTED, '--timeout', '5']);
    expect(stdout).toMatch(/^seen {6} +\d+ ms {2}An issued key is accepted on its first request$/m);
    expect(stdout).toMatch(
      /^not seen +\d+ ms {2}A change has an audit event.*\n +The chain does not contain the event \S+ within 5 s\n +→ See the alarms/m,
    );
    expect(exitCode).toBe(1);
  });

  it('first removes the resources of a killed run', async () => {
    const deployment = smokeDeployment();
    const { api } = deployment;
    await smoke(deployment);
    const params = { tenant: 'smoke' };
    await api.done('createKey', { params, json: { owner: 'smoke' } });
    await api.done('manageKey', { params, json: { owner: 'smoke' } });
    expect(await leftIn(deployment)).toMatchObject({ live: 2, kept: 1 });
    expect((await smoke(deployment)).exitCode).toBe(0);
    expect(await leftIn(deployment)).toMatchObject({ live: 0, kept: 0 });
  });

  it('leaves the keys and secrets of other owners of the tenant', async () => {
    const deployment = smokeDeployment();
    const { api } = deployment;
    await smoke(deployment);
    const params = { tenant: 'smoke' };
    await api.done('createOwner', { params, json: { id: 'other', kind: 'application' } });
    await api.done('createKey', { params, json: { owner: 'other' } });
    await api.done('manageKey', { params, json: { owner: 'other' } });
    expect((await smoke(deployment)).exitCode).toBe(0);
    expect(await leftIn(deployment)).toMatchObject({ live: 2, kept: 1 });
  });

  it('names a key that it cannot revoke, and still revokes the others and deletes their secrets', async () => {
    const deployment = smokeDeployment();
    const { api } = deployment;
    await smoke(deployment);
    const params = { tenant: 'smoke' };
    const { id } = await api.done('createKey', { params, json: { owner: 'smoke' } });
    await api.done('createKey', { params, json: { owner: 'smoke' } });
    await api.done('manageKey', { params, json: { owner: 'smoke' } });
    const transport: typeof deployment.transport = async (request) => {
      if (request.path.includes(`${id}/revoke`)) throw new Error('The connection was reset');
      return deployment.transport(request);
    };
    const { named, exitCode } = await smoke({ ...deployment, transport });
    expect(exitCode).toBe(1);
    const finding = { name: 'clean-up', found: expect.stringContaining(`Key ${id} is not revoked`) };
    expect(named('not-seen')).toMatchObject([finding, finding]);
    expect(await leftIn(deployment)).toMatchObject({ live: 1, kept: 0 });
  });

  it('names a secret that it may not delete', async () => {
    const deployment = smokeDeployment();
    const denied = Object.assign(new Error(), { name: 'AccessDeniedException' });
    const openAccount = () => ({
      ...deployment.instruments.openAccount(),
      deleteSecret: () => Promise.reject(denied),
    });
    const { named, exitCode } = await smoke({
      ...deployment,
      instruments: { ...deployment.instruments, openAccount },
    });
    const [secretArn] = deployment.api.secrets.secrets.keys();
    expect(named('not-seen')).toMatchObject([
      { name: 'clean-up', found: expect.stringContaining(`The secret ${secretArn} of key`) },
    ]);
    expect(exitCode).toBe(1);
    expect(await leftIn(deployment)).toMatchObject({ live: 0 });
  });

  it('skips the guarantees of features that the deployment does not have', async () => {
    const deployment = smokeDeployment();
    const get: typeof deployment.instruments.get = async (url, options) =>
      url.includes('/dashboard')
        ? { status: 404, headers: {}, text: '' }
        : deployment.instruments.get(url, options);
    const changed = { ...deployment, instruments: { ...deployment.instruments, get } };
    const { named, exitCode } = await smoke(changed, []);
    expect(named('skipped').map(({ name, found }) => `${name}: ${found}`)).toEqual([
      'sign-in: The deployment has no dashboard.',
    ]);
    expect(exitCode).toBe(0);
  });

  it('rejects a URL without encryption before it issues a key', async () => {
    const deployment = smokeDeployment();
    const { exitCode, stderr } = await run(deployment, ['--url', 'http://orders.example.com']);
    expect(stderr).toContain('Invalid --url');
    expect(exitCode).toBe(2);
    expect(deployment.api.store.events).toEqual([]);
  });
});

/** The guarantees that fail with each fault. A cache also hides the end of a key and of a budget. */
const NOT_SEEN: Readonly<Record<Fault, readonly string[]>> = {
  'authorizer cache on': ['expiry', 'revocation', 'replacement', 'limits', 'rotation'],
  'expiry ignored': ['expiry'],
  'chain off': ['audit'],
  'rotation stuck': ['rotation'],
  'wrong permission map': ['permission'],
  'alarm filter missing': ['alarm-metric'],
};

describe.each(FAULTS)('a deployment with the fault %s', (fault) => {
  it('is named by its broken guarantees, with the next step, and keeps no key', async () => {
    const deployment = smokeDeployment(fault);
    const { named, exitCode } = await smoke(deployment);
    expect(named('not-seen').map(({ name }) => name)).toEqual(NOT_SEEN[fault]);
    for (const { found, advice } of named('not-seen')) {
      expect(found).not.toBe('');
      expect(advice).not.toBe('');
    }
    expect(exitCode).toBe(1);
    expect(await leftIn(deployment)).toMatchObject({ live: 0, kept: 0 });
  });
});

describe('an interrupted run', () => {
  it.each([1, 5, 10, 20, 30])('leaves no key and no secret after %s requests', async (after) => {
    const deployment = smokeDeployment();
    const interruption = new AbortController();
    let sent = 0;
    const transport: typeof deployment.transport = (request) => {
      sent += 1;
      if (sent === after) interruption.abort();
      return deployment.transport(request);
    };
    const instruments = { ...deployment.instruments, interruption: () => interruption.signal };
    const ran = await run(deployment, ['--json', ...PROTECTED], { transport, instruments });
    const { interrupted, guarantees } = report.parse(JSON.parse(ran.stdout));
    expect(interrupted).toBe(true);
    expect(guarantees.at(-1)).toMatchObject({ name: 'clean-up', result: 'seen' });
    expect(ran.exitCode).toBe(1);
    expect(await leftIn(deployment)).toMatchObject({ live: 0, kept: 0 });
  });
});
