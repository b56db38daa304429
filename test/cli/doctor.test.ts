import { describe, expect, it } from 'vitest';
import { CredentialsError, UnreachableError } from '../../lib/api-client/errors.ts';
import type { RegisteredAuthorizer } from '../../lib/api-client/gateway-authorizers.ts';
import type { ProbeResponse } from '../../lib/api-client/probe.ts';
import type { Transport } from '../../lib/api-client/transport.ts';
import { openApiDocument } from '../../lib/contracts/http/openapi/document.ts';
import { VERSION } from '../../lib/contracts/version.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import { fakeApi } from './support/fake-api.ts';
import { accountOf, type Instruments } from './support/instruments.ts';
import { NOW, type RunOptions, runCli } from './support/run-cli.ts';

const IN_AWS = ['--api-url', 'https://api.example.com', '--region', 'eu-central-1'];
const CALLER = 'arn:aws:iam::000000000000:user/admin';

const HEALTHY: Partial<Instruments> = {
  probe: async () => answer(),
  openAccount: () => accountOf({ caller: async () => CALLER, unreservedConcurrency: async () => 1000 }),
};

function answer({
  behindS = 0,
  ...given
}: Partial<ProbeResponse> & { behindS?: number } = {}): ProbeResponse {
  const date = new Date(NOW - behindS * 1000).toUTCString();
  return { status: 200, date, text: JSON.stringify(openApiDocument(defaultProfile)), ...given };
}

/** Runs the doctor on a healthy deployment with the given differences. */
async function doctor(
  given: Partial<Instruments> = {},
  words: readonly string[] = IN_AWS,
  options: Partial<RunOptions> = {},
) {
  const ran = await runCli(['doctor', '--json', ...words], {
    transport: fakeApi().transport,
    instruments: { ...HEALTHY, ...given },
    ...options,
  });
  const { checks }: { checks: { check: string; status: string; found: string; advice?: string }[] } =
    JSON.parse(ran.stdout);
  return { ...ran, checks, named: (name: string) => checks.find(({ check }) => check === name) };
}

/** An API with the 403 of the gateway on these paths. */
function denying(paths: RegExp): Transport {
  const { transport } = fakeApi();
  return async (request) =>
    paths.test(request.path) ? { status: 403, text: '{"message":"Forbidden"}' } : transport(request);
}

describe('postern doctor', () => {
  it('reports no failure for a healthy deployment in AWS, and prints the caller identity', async () => {
    const { checks, named, exitCode } = await doctor();
    expect(checks.map(({ check, status }) => `${check} ${status}`)).toEqual([
      'node ok',
      'deployment ok',
      'credentials ok',
      'concurrency ok',
      'receivers skip',
      'endpoint ok',
      'clock ok',
      'version ok',
      'routes ok',
      'permissions ok',
    ]);
    expect(named('credentials')?.found).toBe(CALLER);
    expect(exitCode).toBe(0);
  });

  it('skips the AWS checks for the local deployment, with the reason', async () => {
    const openAccount = () => {
      throw new Error('AWS was asked');
    };
    const { named, exitCode } = await doctor({ openAccount }, []);
    expect(named('credentials')).toMatchObject({
      status: 'ok',
      found: expect.stringContaining('AKIDEXAMPLE'),
    });
    expect(named('concurrency')).toMatchObject({
      status: 'skip',
      found: expect.stringContaining('emulator'),
    });
    expect(exitCode).toBe(0);
  });

  it('prints one line per check, and the next step below a failure', async () => {
    const { stdout, exitCode } = await runCli(['doctor', ...IN_AWS], {
      transport: fakeApi().transport,
      instruments: { ...HEALTHY, nodeVersion: 'v20.1.0' },
    });
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toMatch(/^fail {2}node +Node.js 20\.1\.0; 22\.12 or later/);
    expect(lines[1]).toMatch(
      /^ +→ Install Node\.js 22\.12 or later, .* In a checkout of Postern, run npx postern doctor/,
    );
    expect(lines[2]).toMatch(/^ok {4}deployment /);
    expect(exitCode).toBe(1);
  });

  it('reports a missing deployment and skips all other checks', async () => {
    const { checks, exitCode } = await doctor({}, [], { local: false });
    expect(checks.map(({ check, status }) => `${check} ${status}`)).toEqual(['node ok', 'deployment fail']);
    expect(checks[1]?.advice).toContain('npm start');
    expect(exitCode).toBe(1);
  });
});

it.each([
  ['v22.11.9', 'fail', 1],
  ['v22.12.0', 'ok', 0],
  ['v22.9.0', 'fail', 1],
  ['v30.0.0', 'ok', 0],
])('Node %s: %s', async (nodeVersion, status, exitCode) => {
  const ran = await doctor({ nodeVersion });
  expect(ran.named('node')?.status).toBe(status);
  expect(ran.exitCode).toBe(exitCode);
});

describe('the clock compared with the API', () => {
  it.each([
    [0, 'ok', 0],
    [30, 'ok', 0],
    [31, 'warn', 0],
    [-31, 'warn', 0],
    [300, 'warn', 0],
    [301, 'fail', 1],
    [-301, 'fail', 1],
  ])('%s s ahead: %s', async (behindS, status, exitCode) => {
    const ran = await doctor({ probe: async () => answer({ behindS }) });
    expect(ran.named('clock')).toMatchObject({
      status,
      found: expect.stringContaining(behindS < 0 ? 'behind' : 'ahead'),
    });
    expect(ran.exitCode).toBe(exitCode);
  });

  it.each([[undefined], ['yesterday']])('is skipped for the date %s', async (date) => {
    const { named, exitCode } = await doctor({ probe: async () => answer({ date }) });
    expect(named('clock')?.status).toBe('skip');
    expect(exitCode).toBe(0);
  });
});

describe('the endpoint', () => {
  it('is a failure if it does not respond, and receives no further requests', async () => {
    const { named, exitCode } = await doctor(
      { probe: () => Promise.reject(new UnreachableError('https://api.example.com', new Error())) },
      IN_AWS,
      { transport: () => Promise.reject(new Error('something was sent')) },
    );
    expect(named('endpoint')).toMatchObject({
      status: 'fail',
      found: 'https://api.example.com does not respond',
    });
    for (const check of ['clock', 'version', 'routes', 'permissions'])
      expect(named(check)?.status).toBe('skip');
    expect(exitCode).toBe(1);
  });

  it.each([404, 500])('is a failure if it returns status %s', async (status) => {
    const { named, exitCode } = await doctor({ probe: async () => answer({ status, text: '' }) });
    expect(named('endpoint')).toMatchObject({
      status: 'fail',
      found: expect.stringContaining(`status ${status}`),
    });
    expect(named('routes')?.status).toBe('skip');
    expect(exitCode).toBe(1);
  });
});

describe('a deployment of another version', () => {
  it.each([
    ['0.0.9', `Deploy version ${VERSION}, or use version 0.0.9 of the CLI.`],
    ['0.10.0', 'Update the CLI: npm install --save-exact postern@0.10.0'],
  ])('names the versions and the side to update: %s', async (version, advice) => {
    const document = openApiDocument(defaultProfile);
    const text = JSON.stringify({ ...document, info: { ...document.info, version } });
    const { named, exitCode } = await doctor({ probe: async () => answer({ text }) });
    expect(named('version')).toEqual({
      check: 'version',
      status: 'warn',
      found: `CLI ${VERSION}, deployment ${version}`,
      advice,
    });
    expect(exitCode).toBe(0);
  });

  it('is a failure that names the missing route', async () => {
    const { paths, ...rest } = openApiDocument(defaultProfile);
    const { '/admin/v1/tenants/{tenant}/verify': _, ...fewer } = paths;
    const text = JSON.stringify({ ...rest, paths: fewer });
    const { named, exitCode } = await doctor({ probe: async () => answer({ text }) });
    expect(named('routes')).toMatchObject({
      status: 'fail',
      found: 'the deployment lacks POST /admin/v1/tenants/{tenant}/verify',
      advice: expect.stringContaining('The deployment is older'),
    });
    expect(exitCode).toBe(1);
  });

  it('is a warning to update the CLI if it only has more routes', async () => {
    const { paths, ...rest } = openApiDocument(defaultProfile);
    const more = { '/admin/v1/later': { post: {} }, '/console/v1/later': { get: {} } };
    const text = JSON.stringify({ ...rest, paths: { ...paths, ...more } });
    const { named, exitCode } = await doctor({ probe: async () => answer({ text }) });
    expect(named('routes')).toMatchObject({
      status: 'warn',
      found: 'the deployment also has POST /admin/v1/later',
      advice: expect.stringContaining('Update the CLI'),
    });
    expect(exitCode).toBe(0);
  });

  it.each(['{}', 'no JSON', '{"paths":{"/":1}}'])(
    'is a failure if its OpenAPI document is %s',
    async (text) => {
      const { named, exitCode } = await doctor({ probe: async () => answer({ text }) });
      expect(named('routes')).toMatchObject({ status: 'fail', advice: expect.stringContaining('version') });
      expect(exitCode).toBe(1);
    },
  );
});

describe('permissions', () => {
  it.each([
    ['may list the tenants', /never/, [], 'ok', 'allowed to list tenants', 0],
    ['may read the tenant alone', /tenants$/, ['--tenant', 'acme'], 'ok', 'allowed to read tenant acme', 0],
    ['may not list the tenants', /./, [], 'fail', 'not allowed to list tenants (403)', 1],
    ['may read nothing', /./, ['--tenant', 'acme'], 'fail', 'not allowed to read tenant acme (403)', 1],
    [
      'may not read the tenant',
      /acme/,
      ['--tenant', 'acme'],
      'fail',
      'not allowed to read tenant acme (403)',
      1,
    ],
  ])('credentials that %s', async (_, denied, words, status, found, exitCode) => {
    const ran = await doctor({}, [...IN_AWS, ...words], { transport: denying(denied) });
    expect(ran.named('permissions')).toMatchObject({ status, found: expect.stringContaining(found) });
    expect(ran.exitCode).toBe(exitCode);
  });
});

describe('the receivers of alarms', () => {
  const email = (isConfirmed: boolean) => ({ protocol: 'email', isConfirmed });
  it.each([
    ['no alarms', undefined, 'warn', 'the stage has no alarms'],
    ['no receiver', [], 'warn', 'alarms have no receivers'],
    ['no confirmed receiver', [email(false)], 'warn', 'none of 1 receivers is confirmed'],
    ['a receiver that is not confirmed', [email(true), email(false)], 'warn', '1 are not confirmed'],
    ['a confirmed receiver', [email(true)], 'ok', 'alarms have 1 confirmed receivers'],
  ])('of a stage with %s', async (_, receivers, status, found) => {
    const prefixes: string[] = [];
    const openAccount = () =>
      accountOf({
        caller: async () => CALLER,
        unreservedConcurrency: async () => 1000,
        alarmReceivers: async (prefix) => {
          prefixes.push(prefix);
          return receivers;
        },
      });
    const stage = ['--stage', 'prod', '--region', 'eu-central-1'];
    const findApiUrl = async () => 'https://api.example.com';
    const { named, exitCode } = await doctor({ openAccount }, stage, { findApiUrl });
    expect(named('receivers')).toMatchObject({ status, found: expect.stringContaining(found) });
    expect(named('receivers')?.advice === undefined).toBe(status === 'ok');
    expect(prefixes).toEqual(['Postern-prod-']);
    expect(exitCode).toBe(0);
  });
});

describe('the AWS account', () => {
  it.each([
    ['no credentials', new CredentialsError(undefined), 'no AWS credentials found'],
    [
      'rejected credentials',
      Object.assign(new Error(), { name: 'InvalidClientTokenId' }),
      'InvalidClientTokenId',
    ],
  ])('%s are a failure', async (_, error, found) => {
    const openAccount = () =>
      accountOf({
        caller: () => Promise.reject(error),
        unreservedConcurrency: () => Promise.reject(new Error('AWS was asked')),
      });
    const { named, exitCode } = await doctor({ openAccount });
    expect(named('concurrency')).toMatchObject({
      status: 'skip',
      found: expect.stringContaining('credentials'),
    });
    expect(named('credentials')).toMatchObject({
      status: 'fail',
      found: expect.stringContaining(found),
      advice: expect.stringContaining('AWS_PROFILE'),
    });
    expect(exitCode).toBe(1);
  });

  it.each([
    [10, 'warn', 'at most 100 invocations per second'],
    [99, 'warn', 'at most 990 invocations per second'],
    [100, 'ok', 'at most 1000 invocations per second'],
  ])('a concurrency of %s: %s, with its meaning', async (units, status, found) => {
    const openAccount = () =>
      accountOf({ caller: async () => CALLER, unreservedConcurrency: async () => units });
    const { named, exitCode } = await doctor({ openAccount });
    expect(named('concurrency')).toMatchObject({ status, found: expect.stringContaining(found) });
    expect(exitCode).toBe(0);
  });

  it('skips the concurrency without the permission to read it, and names the permission', async () => {
    const denied = Object.assign(new Error(), { name: 'AccessDeniedException' });
    const openAccount = () =>
      accountOf({
        caller: async () => CALLER,
        unreservedConcurrency: () => Promise.reject(denied),
      });
    const { named, exitCode } = await doctor({ openAccount });
    expect(named('concurrency')).toMatchObject({
      status: 'skip',
      advice: expect.stringContaining('lambda:GetAccountSettings'),
    });
    expect(exitCode).toBe(0);
  });
});

const AUTHORIZER_ARN = 'arn:aws:lambda:eu-central-1:111122223333:function:shared';

const RIGHT: RegisteredAuthorizer = {
  api: { id: 'a1', name: 'orders', kind: 'HTTP' },
  id: 'z9',
  name: 'keys',
  type: 'REQUEST',
  resultTtlSeconds: 0,
  identitySources: [],
  payloadFormat: '2.0',
  hasSimpleResponses: false,
  hasUnauthorizedResponse: true,
};

/** The result of `doctor --apis` for the registrations of a stage. */
async function checkedApis(...authorizers: readonly RegisteredAuthorizer[]) {
  const account = {
    caller: async () => CALLER,
    unreservedConcurrency: async () => 1000,
    alarmReceivers: async () => undefined,
    parameter: async (name: string) => (name === '/postern/prod/authorizer-arn' ? AUTHORIZER_ARN : undefined),
    authorizers: async (arn: string) => (arn === AUTHORIZER_ARN ? authorizers : []),
  };
  const { checks, exitCode } = await doctor(
    { openAccount: () => accountOf(account) },
    ['--stage', 'prod', '--region', 'eu-central-1', '--apis'],
    { findApiUrl: async () => 'https://api.example.com' },
  );
  return { apis: checks.filter(({ check }) => check === 'apis'), exitCode };
}

describe('postern doctor --apis', () => {
  it('accepts the documented settings', async () => {
    const rest = { ...RIGHT, api: { ...RIGHT.api, kind: 'REST' as const }, payloadFormat: undefined };
    const { apis, exitCode } = await checkedApis(RIGHT, rest);
    expect(apis.map(({ status }) => status)).toEqual(['ok', 'ok']);
    expect(exitCode).toBe(0);
  });

  it.each<[string, Partial<RegisteredAuthorizer>, RegExp]>([
    ['a cache', { resultTtlSeconds: 300 }, /cached for 300 s, and a revoked key is accepted/],
    ['identity sources', { identitySources: ['$request.header.Authorization'] }, /Authorization.*gets 500/],
    ['payload format 1.0', { payloadFormat: '1.0' }, /payload format is 1\.0/],
    ['simple responses', { hasSimpleResponses: true }, /simple responses/],
    ['type TOKEN', { type: 'TOKEN' }, /type is TOKEN/],
    ['no gateway response', { hasUnauthorizedResponse: false }, /default 401 body/],
  ])('fails for %s, and prints the fix', async (_, setting, found) => {
    const { apis, exitCode } = await checkedApis({ ...RIGHT, ...setting });
    expect(apis).toMatchObject([{ status: 'fail', found: expect.stringMatching(found) }]);
    expect(apis[0]?.advice).toMatch(/^Set .*docs\/other-tools\.md/);
    expect(apis[0]?.advice).toContain('update-authorizer --api-id a1 --authorizer-id z9');
    expect(exitCode).toBe(1);
  });

  it('accepts a stage whose shared authorizer no API uses', async () => {
    expect((await checkedApis()).apis).toMatchObject([{ status: 'ok' }]);
  });

  it('is skipped for a deployment that is selected by URL', async () => {
    const { named } = await doctor({}, [...IN_AWS, '--apis']);
    expect(named('apis')).toMatchObject({ status: 'skip', advice: expect.stringContaining('--stage') });
  });
});

/** The result of `doctor --profiles --stage prod` for the published parameters of a Region. */
async function checkedProfiles(parameters: Readonly<Record<string, string>>) {
  const account = {
    caller: async () => CALLER,
    unreservedConcurrency: async () => 1000,
    alarmReceivers: async () => undefined,
    parametersBelow: async () => new Map(Object.entries(parameters)),
  };
  const { named } = await doctor(
    { openAccount: () => accountOf(account) },
    ['--stage', 'prod', '--region', 'eu-central-1', '--profiles'],
    { findApiUrl: async () => 'https://api.example.com' },
  );
  return named('profiles');
}

describe('postern doctor --profiles', () => {
  const own = { '/postern/prod/profile/acme-0a1b2c3d4e5f': 'acme_,acmes_', '/postern/prod/api-id': 'a1' };

  it.each([
    ['the same profile', { '/postern/staging/profile/acme-0a1b2c3d4e5f': 'acme_,acmes_' }],
    [
      'the same profile and the suspension of tenants',
      { '/postern/staging/profile/acme-0a1b2c3d4e5f/tenant-suspension': 'acme_' },
    ],
    ['another prefix', { '/postern/billing/profile/billing-111122223333': 'bill_' }],
  ])('accepts another stage with %s', async (_, others) => {
    expect(await checkedProfiles({ ...own, ...others })).toMatchObject({ status: 'ok' });
  });

  it.each([
    ['the same prefix in another profile', 'acme_'],
    ['a longer prefix', 'acme_billing_'],
    ['the beginning of the prefix of sessions', 'acmes'],
  ])('warns of another stage with %s', async (_, prefix) => {
    const found = await checkedProfiles({ ...own, '/postern/billing/profile/billing-111122223333': prefix });
    expect(found).toMatchObject({
      status: 'warn',
      found: expect.stringMatching(`'${prefix}' of stage 'billing' \\(billing-111122223333\\)`),
      advice: expect.stringContaining('docs/profiles.md'),
    });
  });

  it('fails for a stage without a published profile', async () => {
    expect(await checkedProfiles({})).toMatchObject({ status: 'fail' });
  });
});
