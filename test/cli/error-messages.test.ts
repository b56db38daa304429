import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { CredentialsError } from '../../lib/api-client/errors.ts';
import { createSignedTransport } from '../../lib/api-client/signed-transport.ts';
import { PROBLEMS, type ProblemCode } from '../../lib/contracts/http/problem.ts';
import { localDeploymentAt } from '../api-client/support/local-deployment.ts';
import { serve } from '../api-client/support/recording-server.ts';
import { key, problemResponse } from '../api-client/support/responses.ts';
import { allCommands } from './support/all-commands.ts';
import { fakeApi, VALUE } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

const CODES: ProblemCode[] = Object.keys(PROBLEMS).filter((code): code is ProblemCode =>
  Object.hasOwn(PROBLEMS, code),
);

const ADVICE: Partial<Record<ProblemCode, string>> = {
  'not-found': 'keys list --tenant demo',
  'key-revoked': 'postern keys create',
  'owner-deactivated': 'postern owners list',
  'exceeds-role': 'postern owners list',
  'expiry-not-in-future': '--expires-at',
  'unknown-environment': '--environment listed by postern profile',
  'unknown-plan': '--plan listed by postern profile',
  'owner-kind-not-allowed': 'postern profile',
  'exceeds-lifetime': 'postern profile',
  'key-deleted': 'postern keys restore',
  'restore-period-expired': 'postern keys renew',
  'already-invited': 'postern owners list',
  unauthorized: 'credentials',
  unavailable: 'Try again',
};

/** Fails the test if a rejected command sends a request. */
const nothingIsSent = { transport: () => Promise.reject(new Error('something was sent')) };

it.each(CODES)('problem %s: one line with the cause, one with the next step, no stack', async (code) => {
  const { exitCode, stdout, stderr } = await runCli(['keys', 'disable', key.id], {
    // Otherwise the search for the missing resource succeeds and names it, as test/cli/quickstart.test.ts shows.
    transport: async ({ path }) => problemResponse(path.includes('/keys/') ? code : 'forbidden'),
  });
  const [what, advice, ...rest] = stderr.trimEnd().split('\n');
  expect(what).toBe(
    code === 'not-found'
      ? `error: Tenant 'demo' has no key '${key.id}'`
      : `error: ${PROBLEMS[code].title} (${code})`,
  );
  expect(advice).toMatch(/^→ ./);
  expect(advice).toContain(ADVICE[code] ?? '');
  expect(advice).not.toMatch(/<\w+>/);
  expect(await unknownCommands(advice ?? '')).toEqual([]);
  expect(rest).toEqual([]);
  expect(stdout).toBe('');
  expect(exitCode).toBe(PROBLEMS[code].status >= 500 ? 3 : 1);
});

/** The commands in a text that the CLI does not have. */
async function unknownCommands(text: string): Promise<readonly string[]> {
  const program = await allCommands();
  return [...text.matchAll(/postern ([a-z-]+)(?: ([a-z-]+))?/g)].flatMap(([command, group, step]) => {
    const found = program.commands.find((each) => each.name() === group);
    if (!found) return [command];
    const isComplete = found.commands.length === 0 || found.commands.some((each) => each.name() === step);
    return isComplete ? [] : [command];
  });
}

it('prints detail and issues of a problem', async () => {
  const issues = [{ path: 'body.name', message: 'must be at most 100 characters' }];
  const { stderr } = await runCli(['keys', 'disable', key.id], {
    transport: async () => problemResponse('invalid-request', { detail: 'see below', issues }),
  });
  expect(stderr).toContain('see below: --name must be at most 100 characters');
});

it.each([
  [403, 1, 'are not allowed to call this operation'],
  [404, 1, '--api-url'],
  [429, 3, 'Try again'],
  [503, 3, 'Try again'],
])('the gateway returns %s: exit code %s', async (status, exitCode, says) => {
  const ran = await runCli(['keys', 'disable', key.id], {
    transport: async () => ({ status, text: '{"message":"No"}' }),
  });
  expect(ran.stderr).toContain(says);
  expect(ran.exitCode).toBe(exitCode);
});

it.each([
  [600_000, '600 s ahead of the API'],
  [-301_000, '301 s behind the API'],
])('reports a clock that differs by %s ms as the cause of a 403', async (clockSkewMs, says) => {
  const transport = async () => ({ status: 403, text: '{"message":"Forbidden"}', clockSkewMs });
  const { stderr, exitCode } = await runCli(['keys', 'disable', key.id], { transport });
  expect(stderr).toContain(says);
  expect(stderr).toContain('Correct the clock');
  expect(stderr).not.toContain('credentials');
  expect(exitCode).toBe(1);
});

it('reports credentials as the cause of a 403 if the clock is within the tolerance of AWS', async () => {
  const transport = async () => ({ status: 403, text: '{"message":"Forbidden"}', clockSkewMs: 300_000 });
  expect((await runCli(['keys', 'disable', key.id], { transport })).stderr).toContain('are not allowed');
});

it.each([
  ['credentials that are missing', new CredentialsError(new Error('no profile')), 'AWS_PROFILE', 2],
  ['a mistake in postern itself', new TypeError('x is not a function'), 'Please report this bug', 1],
])('%s: two lines without a stack trace', async (_, error, says, exitCode) => {
  const ran = await runCli(['keys', 'list'], { transport: () => Promise.reject(error) });
  expect(ran.stderr).toContain(says);
  expect(ran.stderr.trimEnd().split('\n')).toHaveLength(2);
  expect(ran.exitCode).toBe(exitCode);
});

it('reports a response of another version', async () => {
  const { exitCode, stderr } = await runCli(['keys', 'list'], {
    transport: async () => ({ status: 200, text: '[]' }),
  });
  expect(stderr).toContain('CLI version of the deployment');
  expect(exitCode).toBe(1);
});

it('reports a deployment that does not respond with exit code 3 and the next step', async () => {
  const { port } = await closedServer();
  const { exitCode, stderr } = await runCli(['keys', 'list'], {
    transport: createSignedTransport({
      ...localDeploymentAt(port),
      credentials: localDeploymentAt(port).admin,
    }),
  });
  expect(stderr).toContain(
    `error: http://abcdef01.execute-api.localhost:${port} does not respond\n→ Locally, run npm start`,
  );
  expect(exitCode).toBe(3);
});

async function closedServer() {
  await using server = await serve(() => {});
  return { port: server.port };
}

it.each([
  ['an unknown command', 'keyz', 'keys'],
  ['an unknown option', 'keys list --al', '--all'],
  ['a missing argument', 'keys show', 'keyId'],
  ['a missing option', 'keys create', '--owner'],
  ['an unknown kind', 'owners create jo --kind robot', 'person, application, account'],
  ['an unknown role', 'owners create jo --kind person --role king', 'app-admin, developer, auditor'],
  ['a person without a role', 'owners create jo --kind person', 'app-admin, developer, auditor'],
  ['an account with a role', 'owners create jo --kind account --role auditor', 'Remove --role'],
  ['an account with an e-mail address', 'owners create jo --kind account --email jo@example.com', '--email'],
  ['an invalid address', 'owners create jo --kind person --role auditor --email jo', 'an email address'],
  ['no update of an owner', 'owners update jo', 'No update requested'],
  ['no update of a tenant', 'tenants update acme', 'No update requested'],
  [
    'a longest life of ages',
    'tenants update acme --max-key-lifetime-days 3651',
    '--max-key-lifetime-days must be at most',
  ],
  ['sessions of no key', 'sessions list', '--key'],
  ['a session with a slash', `sessions end a/b --key ${key.id} --yes`, 'Session ID must have 1 to 64'],
  ['an unknown reason', `keys revoke ${key.id} --reason boredom`, 'unspecified, superseded, compromised'],
  ['an expiry in no format', 'keys create --owner jo --expires-at tomorrow', 'RFC 3339'],
  ['an expiry without its zone', 'keys create --owner jo --expires-at 2027-01-31T12:00:00', 'RFC 3339'],
  ['days that are no number', 'keys create --owner jo --expires-in-days 1e3', 'whole number of days'],
  ['no days', 'keys create --owner jo --expires-in-days 0', 'whole number of days'],
  [
    'two expiries',
    'keys create --owner jo --expires-in-days 1 --expires-at 2027-01-31T12:00:00Z',
    'cannot be used with',
  ],
  ['metadata that is no JSON', 'keys create --owner jo --metadata {', 'JSON object'],
  ['metadata that is no object', 'keys create --owner jo --metadata []', 'JSON object'],
  ['no update of a key', `keys update ${key.id}`, 'No update requested'],
  ['a window that runs backwards', `managed-keys update ${key.id} --window tue_05:00-02:00`, 'two windows'],
  ['an interval of ages', `managed-keys update ${key.id} --rotate-every 9999999d`, 'Use at most 3660d'],
  [
    'a reader with a wildcard',
    `managed-keys update ${key.id} --reader arn:aws:iam::123456789012:role/*`,
    "'arn:aws:iam::123456789012:role/*'",
  ],
  ['an invalid idempotency key', 'keys create --owner jo --idempotency-key a,b', '--idempotency-key must be'],
  ['a time without a zone', 'keys create --owner jo --expires-at 2027-01-31T12:00:00.000', 'RFC 3339'],
  [
    'an inverted export',
    'audit export --since 2027-02-01 --until 2027-01-01',
    '--since must be earlier than --until',
  ],
  [
    'an empty verification',
    'audit verify --since 2027-02-01 --until 2027-02-01',
    '--since must be earlier than --until',
  ],
  ['a context without settings', 'context set x', '--stage, --region, --profile and --tenant'],
  ['a limit out of bounds', 'keys list --limit 101', 'limit'],
  ['a limit and all', 'keys list --limit 1 --all', 'cannot be used with'],
  ['a tenant that is no DNS label', 'keys list --tenant Acme', 'one DNS label'],
  ['an id with a slash', 'keys show a/b', 'Key ID must have 1 to 64'],
  ['an empty permission', 'keys create --owner jo --permissions read,', 'value 2 of --permissions must be'],
  ['a URL without a region', 'keys list --api-url https://keys.example.com', '--region'],
  ['a region alone', 'keys list --region us-east-1', '--stage or --api-url'],
  ['a stage without a region', 'keys list --stage prod', 'AWS_REGION'],
  ['a stage and a URL', 'keys list --stage prod --api-url https://keys.example.com', 'cannot be used with'],
  ['a URL that is not encrypted', 'keys list --api-url http://keys.example.com --region us-east-1', 'https'],
  ['no value to verify', 'verify', 'stdin'],
])('%s is a usage error: exit code 2, the allowed values, and no request', async (_, words, says) => {
  const { exitCode, stdout, stderr } = await runCli(
    words.split(' ').map((word) => word.replace('_', ' ')),
    nothingIsSent,
  );
  expect(stderr).toContain(says);
  expect(stderr).not.toContain('masked');
  expect(stderr).toMatch(/^error: .*\n(?:\(.*\n)?→ .*\n$/);
  expect(stdout).toBe('');
  expect(exitCode).toBe(2);
});

it.each([
  ['2027-01-31T12:00:00.000', '2027-01-31T12:00:00.000'],
  ['2027-01-31 12:00:00 UTC', '2027-01-31 12:00:00 UTC'],
  ['31.01.2027 12:00:00.000', '31.01.2027 12:00:00.000'],
])('does not mask a time in another format: %s', async (text, shown) => {
  const words = ['keys', 'create', '--owner', 'jo', '--expires-at', text];
  const { stderr } = await runCli(words, nothingIsSent);
  expect(stderr).toContain(shown);
  expect(stderr).not.toContain('stdin');
});

it.each([
  ['verify', VALUE],
  ['verify', '--value', VALUE],
  ['verify', `--value=${VALUE}`],
  ['verify', '--permission', VALUE, VALUE],
  ['verify', '--permission', VALUE],
  [VALUE],
  ['keys', VALUE],
  ['keys', 'show', VALUE],
  ['keys', 'revoke', VALUE],
  ['keys', 'revoke', key.id, '--reason', VALUE],
  ['keys', 'revoke', key.id, `--reason=${VALUE}`],
  ['keys', 'list', '--limit', VALUE],
  [`--${VALUE}`],
])('rejects a key value in the arguments without repeating it: %s %s %s', async (...words) => {
  const { exitCode, stdout, stderr } = await runCli(words, { ...nothingIsSent, input: VALUE });
  expect(stdout + stderr).not.toContain(VALUE);
  expect(exitCode).toBe(2);
});

it('repeats the value in no failure of verify', async () => {
  const failing = [
    ...CODES.map((code) => async () => problemResponse(code)),
    async () => ({ status: 502, text: VALUE }),
    async () => ({ status: 200, text: JSON.stringify({ outcome: VALUE, [VALUE]: VALUE }) }),
  ];
  for (const transport of failing) {
    const { stdout, stderr } = await runCli(['verify'], { transport, input: VALUE });
    expect(stdout + stderr).not.toContain(VALUE);
  }
});

it('prints how to start or name a deployment without a local one', async () => {
  const { exitCode, stderr } = await runCli(['keys', 'list'], { ...nothingIsSent, local: false });
  expect(stderr).toContain('npm start');
  expect(stderr).toContain('--stage');
  expect(exitCode).toBe(2);
});

it('calls the deployment of the options, without a default tenant', async () => {
  const { transport, calls } = fakeApi();
  const remote = ['--api-url', 'https://keys.example.com/postern', '--region', 'eu-central-1'];
  const { deployments } = await runCli(['keys', 'list', '--tenant', 'acme', ...remote], { transport });
  expect(deployments).toMatchObject([{ apiUrl: remote[1], region: 'eu-central-1' }]);
  expect(calls).toMatchObject([{ operation: 'listKeys' }]);

  const without = await runCli(['keys', 'list', ...remote], nothingIsSent);
  expect(without.stderr).toContain('--tenant');
  expect(without.exitCode).toBe(2);
});

it('does not report a closed pipe as a failure, and keeps the exit code of a denied value', async () => {
  const { transport } = fakeApi({ verify: { outcome: 'revoked', key: null, permissions: null } });
  const list = await runCli(['keys', 'list'], { transport, stdout: failing('EPIPE') });
  expect(list).toMatchObject({ exitCode: 0, stderr: '' });
  const verify = await runCli(['verify'], { transport, input: VALUE, stdout: failing('EPIPE') });
  expect(verify.exitCode).toBe(1);
});

it('reports a response that cannot be written as a failure', async () => {
  const { transport } = fakeApi();
  const { exitCode, stderr } = await runCli(['keys', 'list'], { transport, stdout: failing('ENOSPC') });
  expect(stderr).toContain('could not be written');
  expect(exitCode).toBe(1);
});

function failing(code: string): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error(code), { code })) });
}
