import { describe, expect, it } from 'vitest';
import { UnexpectedResponseError } from '../../lib/api-client/errors.ts';
import { keyCodec } from '../../lib/core/keys/format.ts';
import { PROFILES } from '../../lib/core/profiles/catalogue.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import type { Profile } from '../../lib/core/profiles/profile.ts';
import { contractOf } from '../api-client/support/profile.ts';
import { fakeApi } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

const { transport } = fakeApi();

function run(profile: Profile, ...words: string[]) {
  return runCli(['profile', ...words], {
    transport,
    instruments: { readProfile: async () => contractOf(profile) },
  });
}

const LOCAL = 'http://localhost:4566/_aws/execute-api/abcdef02/prod/hello';
const REMOTE = ['--api-url', 'https://keys.example.com', '--region', 'eu-central-1'];
const SHOWS: readonly (readonly [string, readonly (string | RegExp)[], string])[] = [
  ['default', ['default (Postern)', 'live, test; default: live'], "-H 'Authorization: Bearer <API key>'"],
  [
    'mindhunters',
    ['the first label of the host', 'ci-cd', /^rotation +every 90 days$/m],
    "-H 'Host: demo.api.localhost' -H 'Authorization: Bearer <API token>'",
  ],
  ['mindset', ['x-api-key: <value>', /^owner kinds +application$/m], "-H 'x-api-key: <API key>'"],
  [
    'minds',
    ['free (minds 1, flows 0)', 'team (minds unlimited, flows unlimited)', 'MINDS_API_KEY'],
    "-H 'Authorization: Bearer <API key>'",
  ],
  [
    'mindkey',
    ['Authorization: ApiKey-v2 <value>', 'default: 365 days; at most 365 days'],
    "-H 'Authorization: ApiKey-v2 <API key>'",
  ],
  [
    'mindbridge',
    ['person, application', 'people with role app-admin'],
    "-H 'Authorization: Bearer <API token>'",
  ],
];

it.each(SHOWS)(
  'postern profile shows the settings of %s and an example request',
  async (name, shows, header) => {
    const { exitCode, stdout } = await run(PROFILES.get(name) ?? defaultProfile);
    for (const text of shows) expect(stdout).toMatch(text);
    expect(stdout).toContain(`curl -i ${LOCAL} ${header}`);
    expect(exitCode).toBe(0);
  },
);

it('the example request for a deployment in AWS has the tenant in the URL with tenancy by host', async () => {
  const mindhunters = PROFILES.get('mindhunters') ?? defaultProfile;
  const { stdout } = await run(mindhunters, ...REMOTE);
  expect(stdout).toContain(
    "curl -i 'https://<tenant>.api.example.com/' -H 'Authorization: Bearer <API token>'",
  );
});

describe('the patterns for a scanner of leaked credentials', () => {
  const codec = keyCodec(defaultProfile.format);
  const value = codec.compose({ environment: 'test', keyId: 'A'.repeat(12), secret: 'b'.repeat(24) });

  it.each(['github', 'gitleaks', 'trufflehog'])(
    'of %s match the values of the profile in a text',
    async (scanner) => {
      const { exitCode, stdout } = await run(defaultProfile, '--scanner', scanner);
      const [pattern = ''] = stdout.match(/pst_\(\?:.*\}/) ?? [];
      expect(`key=${value};`.match(new RegExp(`\\b${pattern}\\b`))?.[0]).toBe(value);
      expect(exitCode).toBe(0);
    },
  );

  it('have one rule for keys and one for sessions', async () => {
    const { stdout } = await run(PROFILES.get('mindset') ?? defaultProfile, '--scanner', 'gitleaks');
    expect(stdout).toBe(
      `[[rules]]\nid = "mindset-key"\ndescription = "Mindset AI key"\nregex = '''\\bmsk[0-9A-Za-z]{50}\\b'''\nkeywords = ["msk"]\n\n` +
        `[[rules]]\nid = "mindset-session"\ndescription = "Mindset AI session"\nregex = '''\\bmss[0-9A-Za-z]{52}\\b'''\nkeywords = ["mss"]\n`,
    );
  });

  it('of an unknown scanner are rejected with the allowed ones', async () => {
    const { exitCode, stderr } = await run(defaultProfile, '--scanner', 'grep');
    expect(stderr).toMatch(/github, gitleaks, trufflehog/);
    expect(exitCode).toBe(2);
  });
});

it('--json prints the profile as the API returns it', async () => {
  const { stdout } = await run(defaultProfile, '--json');
  expect(JSON.parse(stdout)).toEqual(contractOf(defaultProfile));
});

it('escapes control characters of a profile', async () => {
  const header = 'x\u001b[2J';
  const { stdout } = await run({ ...defaultProfile, credentialLocations: [{ header, scheme: null }] });
  expect(stdout).not.toContain('\u001b');
});

it('reports a deployment without a profile as another version', async () => {
  const { exitCode, stderr } = await runCli(['profile'], {
    transport,
    instruments: {
      readProfile: () => Promise.reject(new UnexpectedResponseError('profile', 404, 'no key profile')),
    },
  });
  expect(stderr).toContain('CLI version of the deployment');
  expect(exitCode).toBe(1);
});
