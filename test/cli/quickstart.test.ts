import { expect, it } from 'vitest';
import type { Transport } from '../../lib/api-client/transport.ts';
import { key } from '../api-client/support/responses.ts';
import { fakeApi, VALUE } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

const TAKEN = { type: 'about:blank', title: 'x', status: 409, code: 'already-exists' };
const MISSING = { type: 'about:blank', title: 'x', status: 404, code: 'not-found' };
const STAGE = ['--stage', 'prod', '--region', 'eu-central-1'];
const remote = { local: false, findApiUrl: async () => 'https://keys.example.com' };

/** The admin API, which answers some operations with problems. */
function apiWith(
  problems: Readonly<Record<string, typeof MISSING>>,
  answers?: Parameters<typeof fakeApi>[0],
) {
  const { transport, calls } = fakeApi(answers);
  const failing: Transport = async (request) => {
    const answer = await transport(request);
    const problem = problems[calls.at(-1)?.operation ?? ''];
    return problem ? { status: problem.status, text: JSON.stringify(problem) } : answer;
  };
  return { transport: failing, calls };
}

it('postern quickstart creates a tenant, an owner and the first key of a stage', async () => {
  const { transport, calls } = fakeApi();
  const { exitCode, stdout } = await runCli(['quickstart', ...STAGE], { transport, ...remote });
  expect(calls.map(({ operation, path }) => `${operation} ${path}`)).toEqual([
    'createTenant /admin/v1/tenants',
    'createOwner /admin/v1/tenants/default/owners',
    'createKey /admin/v1/tenants/default/keys',
  ]);
  expect(stdout).toContain(VALUE);
  expect(exitCode).toBe(0);
});

it('postern quickstart creates nothing twice, and prints the command for another key', async () => {
  const existing = { ...key, owner: 'quickstart', name: 'quickstart' };
  const { transport, calls } = apiWith(
    { createTenant: TAKEN, createOwner: TAKEN },
    { listKeys: { items: [existing], next: null } },
  );
  const { exitCode, stdout, stderr } = await runCli(['quickstart'], { transport });
  expect(calls.map(({ operation }) => operation)).not.toContain('createKey');
  expect(stdout).not.toContain(VALUE);
  expect(stderr).toContain(`postern keys renew ${key.id} --tenant demo`);
  expect(exitCode).toBe(0);
});

it('postern quickstart creates the key that an interrupted run did not create', async () => {
  const { transport } = apiWith({ createTenant: TAKEN, createOwner: TAKEN });
  const { stdout } = await runCli(['quickstart'], { transport });
  expect(stdout).toContain(VALUE);
});

const CREATE_KEY = ['keys', 'create', '--tenant', 'acme', '--owner', 'billing', ...STAGE];

it.each([
  [
    'tenant',
    CREATE_KEY,
    { createKey: MISSING, showTenant: MISSING },
    "Tenant 'acme' not found",
    'tenants create acme',
  ],
  [
    'owner',
    CREATE_KEY,
    { createKey: MISSING, showOwner: MISSING },
    "Tenant 'acme' has no owner 'billing'",
    'owners create billing --kind application --tenant acme',
  ],
  [
    'key',
    ['keys', 'show', key.id, '--tenant', 'acme', ...STAGE],
    { showKey: MISSING },
    `Tenant 'acme' has no key '${key.id}'`,
    'keys list --tenant acme',
  ],
  [
    'session',
    ['sessions', 'end', 'session1', '--key', key.id, '--tenant', 'acme', '--yes', ...STAGE],
    { endKeySession: MISSING },
    `Key '${key.id}' has no session 'session1'`,
    `sessions list --key ${key.id} --tenant acme`,
  ],
  [
    'limit of a key',
    ['limits', 'reset', 'monthly', '--key', key.id, '--tenant', 'acme', ...STAGE],
    { resetKeyLimit: MISSING },
    `Key '${key.id}' has no limit 'monthly' of its own`,
    `limits show --key ${key.id} --tenant acme`,
  ],
  [
    'limit of an owner',
    ['limits', 'reset', 'monthly', '--owner', 'billing', '--tenant', 'acme', ...STAGE],
    { resetOwnerLimit: MISSING },
    "Owner 'billing' has no limit 'monthly' of its own",
    'limits show --owner billing --tenant acme',
  ],
  [
    'limit of a tenant',
    ['limits', 'reset', 'monthly', '--tenant', 'acme', ...STAGE],
    { resetTenantLimit: MISSING },
    "Tenant 'acme' has no limit 'monthly' of its own",
    'limits show --tenant acme',
  ],
  [
    'balance of a key',
    ['credits', 'add', '5', '--key', key.id, '--tenant', 'acme', ...STAGE],
    { addKeyCredits: MISSING },
    `Key '${key.id}' has no limit 'credits' of its own`,
    `limits show --key ${key.id} --tenant acme`,
  ],
  [
    'key whose limit is reset',
    ['limits', 'reset', 'monthly', '--key', key.id, '--tenant', 'acme', ...STAGE],
    { resetKeyLimit: MISSING, showKey: MISSING },
    `Tenant 'acme' has no key '${key.id}'`,
    'keys list --tenant acme',
  ],
  [
    'key to adopt',
    ['managed-keys', 'create', '--key', key.id, '--tenant', 'acme', ...STAGE],
    { manageKey: MISSING, showKey: MISSING },
    `Tenant 'acme' has no key '${key.id}'`,
    'keys list --tenant acme',
  ],
  [
    'key of any tenant',
    ['keys', 'show', key.id, ...STAGE],
    { findKey: MISSING },
    `No tenant has a key '${key.id}'`,
    'tenants list',
  ],
] satisfies [string, string[], Record<string, typeof MISSING>, string, string][])(
  'a missing %s is named, with the command that helps, on the same deployment',
  async (_, words, answers, what, command) => {
    const { transport } = apiWith(answers);
    const { exitCode, stderr } = await runCli(words, { transport, ...remote });
    expect(stderr).toContain(what);
    expect(stderr).toContain(`postern ${command} ${STAGE.join(' ')}`);
    expect(exitCode).toBe(1);
  },
);

it.each([
  [
    'tenant',
    ['tenants', 'create', 'acme', ...STAGE],
    { createTenant: TAKEN },
    "Tenant 'acme' already exists",
  ],
  [
    'owner',
    ['owners', 'create', 'billing', '--kind', 'account', '--tenant', 'acme', ...STAGE],
    { createOwner: TAKEN },
    "Tenant 'acme' already has an owner 'billing'",
  ],
] satisfies [string, string[], Record<string, typeof TAKEN>, string][])(
  'an existing %s is named, with the command that lists the others',
  async (resource, words, answers, what) => {
    const { transport } = apiWith(answers);
    const { stderr } = await runCli(words, { transport, ...remote });
    expect(stderr).toContain(what);
    expect(stderr).toContain(`postern ${resource}s list`);
  },
);
