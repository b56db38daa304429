import { expect, it } from 'vitest';
import type { WireRequest, WireResponse } from '../../lib/api-client/transport.ts';
import { key, problemResponse } from '../api-client/support/responses.ts';
import { ANSWERS } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

const lost: WireResponse = problemResponse('value-unavailable', { key: { tenant: 'acme', id: key.id } });
const remote = ['--api-url', 'https://keys.example.com', '--region', 'eu-central-1'];

it.each([
  ['tenants create acme', ANSWERS.createTenant],
  ['owners create team:a --kind application', ANSWERS.createOwner],
  ['keys create --owner team:a', ANSWERS.createKey],
  [`keys renew ${key.id}`, ANSWERS.renewKey],
  [`keys replace ${key.id} --yes`, ANSWERS.replaceKey],
])('%s uses the given Idempotency-Key or a new one', async (words, created) => {
  const sent: WireRequest[] = [];
  const transport = async (request: WireRequest) => {
    sent.push(request);
    return { status: 201, text: JSON.stringify(created) };
  };
  await runCli([...words.split(' '), '--idempotency-key', 'build:42'], { transport });
  await runCli(words.split(' '), { transport });
  expect(sent.map(({ idempotencyKey }) => idempotencyKey)).toEqual([
    'build:42',
    expect.stringMatching(/^[0-9a-f-]{36}$/),
  ]);
});

it.each([
  ['the local deployment', [], '--tenant acme'],
  ['another deployment', remote, `--tenant acme ${remote.join(' ')}`],
])(
  'reports a repeated creation with the ID and the command that ends the key, in %s',
  async (_, options, words) => {
    const create = ['keys', 'create', '--owner', 'team:a', '--tenant', 'acme', ...options];
    const { exitCode, stdout, stderr } = await runCli(create, { transport: async () => lost });
    expect(stderr).toBe(
      `error: Key ${key.id} was already created with this Idempotency-Key; only the first response contains its value\n` +
        `→ Use the value if you have that response. Otherwise revoke the key and create another: postern keys revoke ${key.id} ${words}\n`,
    );
    expect(stdout).toBe('');
    expect(exitCode).toBe(1);
  },
);

it.each(['renew', 'replace --yes'])('names the key whose value was lost at %s', async (step) => {
  const { exitCode, stderr } = await runCli(['keys', ...step.split(' '), 'Another12345'], {
    transport: async () => lost,
  });
  expect(stderr).toContain(`postern keys revoke ${key.id} --tenant acme`);
  expect(exitCode).toBe(1);
});

it('rejects an invalid Idempotency-Key as a usage error without a request', async () => {
  const { exitCode, stderr } = await runCli(['tenants', 'create', 'acme', '--idempotency-key', 'a b'], {
    transport: () => Promise.reject(new Error('something was sent')),
  });
  expect(stderr).toContain('must be 1 to 128');
  expect(exitCode).toBe(2);
});
