import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../lib/cli/exit-codes.ts';
import { PROFILES } from '../../../lib/core/profiles/catalogue.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { exampleContextOf } from '../../../scripts/local/examples/example.ts';
import { exampleOf } from '../../../scripts/local/examples/examples.ts';
import { readyMessage } from '../../../scripts/local/ready-message.ts';
import { localDeploymentAt } from '../../api-client/support/local-deployment.ts';
import { contractOf } from '../../api-client/support/profile.ts';
import { fakeApi, VALUE } from '../../cli/support/fake-api.ts';
import { runCli } from '../../cli/support/run-cli.ts';

/** The documented request of each product, with `…` in place of the value. */
const HEADERS = [
  { name: 'default', headers: ['Authorization: Bearer …'] },
  { name: 'mindhunters', headers: ['Host: demo.api.localhost', 'Authorization: Bearer …'] },
  { name: 'mindset', headers: ['x-api-key: …'] },
  { name: 'minds', headers: ['Authorization: Bearer …'] },
  { name: 'mindkey', headers: ['Authorization: ApiKey-v2 …'] },
  { name: 'mindbridge', headers: ['Authorization: Bearer …'] },
];

/** The content of the message of a profile in addition to calls of the sample API. */
const SHOWS = [
  { name: 'mindhunters', shows: ["-H 'Host: other.api.localhost'", 'npx postern keys replace'] },
  { name: 'mindset', shows: ['/api/v1/sessions', 'npx postern keys delete', 'npx postern sessions list'] },
  {
    name: 'minds',
    shows: ['export MINDS_API_KEY=pst_live_demo', '/api/v1/auth/me', '/api/v1/api-keys', '-X DELETE'],
  },
  { name: 'mindkey', shows: ['/ping', 'npx postern keys renew'] },
  { name: 'mindbridge', shows: ['npx postern keys renew', 'npx postern keys replace'] },
];

const deployment = localDeploymentAt(4566);

function messageOf(profile: string): string {
  return readyMessage({ ...deployment, profile }, 'Ctrl-C');
}

function commandsOf(message: string, program: string): string[] {
  return message
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith(`${program} `));
}

describe.each([...PROFILES.values()])('the ready message with the profile $name', (profile) => {
  const message = messageOf(profile.name);

  it('contains the profile, all URLs and how to stop', () => {
    for (const url of [deployment.endpointUrl, deployment.sampleRestUrl, deployment.apiUrl]) {
      expect(message).toContain(url);
    }
    expect(message).toContain(`'${profile.name}'`);
    expect(message).toContain('Ctrl-C');
  });

  it('shows valid CLI commands', async () => {
    const shown = commandsOf(message, 'npx postern');
    expect(shown.length).toBeGreaterThan(0);
    for (const command of shown) {
      const words = command.split(' ').slice(2);
      const { exitCode, stderr } = await runCli(words, {
        transport: fakeApi().transport,
        input: VALUE,
        instruments: { readProfile: async () => contractOf(profile) },
      });
      expect(stderr).not.toContain('error');
      expect(exitCode).toBe(EXIT.ok);
    }
  });
});

it.each(HEADERS)('$name presents keys as its product documents, in every call with a key', (row) => {
  const calls = commandsOf(messageOf(row.name), 'curl');
  const { sampleRestUrl, sampleGuardUrl } = deployment;
  const sample = calls.filter((call) => call.includes(sampleRestUrl) || call.includes(sampleGuardUrl));
  const presenting = sample.filter((call) => headersOf(call).some((text) => text.includes('…')));
  expect(presenting.length).toBeGreaterThan(0);
  expect(headersOf(presenting[0] ?? '')).toEqual(row.headers);
  for (const call of calls) {
    const [credential] = headersOf(call).filter((text) => text.includes('…'));
    if (credential !== undefined) expect(row.headers).toContain(credential);
  }
  for (const call of sample) expect(call.includes('Host: ')).toBe(row.headers.length > 1);
});

it.each(SHOWS)('$name shows its own commands', ({ name, shows }) => {
  for (const text of shows) expect(messageOf(name)).toContain(text);
});

it('a profile without own examples shows the common ones with its own header', () => {
  const { steps } = exampleOf('of-ones-own');
  const scene = exampleContextOf(
    { ...defaultProfile, credentialLocations: [{ header: 'x-token', scheme: null }] },
    deployment,
    'demo-app',
  );
  expect(steps(scene)[0]?.command).toBe(
    `curl -i ${deployment.sampleRestUrl}/hello -H 'x-token: ${deployment.demoKey}'`,
  );
});

/** The headers of a `curl` command without the content type, with `…` in place of the value of a key or a session. */
function headersOf(command: string): string[] {
  return [...command.matchAll(/-H (["'])(.*?)\1/g)]
    .map(([, , text = '']) => text.replace(deployment.demoKey, '…').replace(/\$\w+/, '…'))
    .filter((text) => !text.startsWith('Content-Type: '));
}
