import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../lib/cli/exit-codes.ts';
import { PROFILES } from '../../../lib/core/profiles/catalogue.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { readyMessage } from '../../../scripts/local/ready-message.ts';
import { sceneOf } from '../../../scripts/local/trials/trial.ts';
import { trialOf } from '../../../scripts/local/trials/trials.ts';
import { contractOf } from '../../api-client/support/contract.ts';
import { localDeploymentAt } from '../../api-client/support/local-deployment.ts';
import { fakeApi, VALUE } from '../../cli/support/fake-api.ts';
import { runCli } from '../../cli/support/run-cli.ts';

/** What each profile accepts, as its product documents it; `…` stands for the value. */
const HEADERS: Readonly<Record<string, readonly string[]>> = {
  default: ['Authorization: Bearer …'],
  mindhunters: ['Host: demo.api.localhost', 'Authorization: Bearer …'],
  mindset: ['x-api-key: …'],
  minds: ['Authorization: Bearer …'],
  mindkey: ['Authorization: ApiKey-v2 …'],
  mindbridge: ['Authorization: Bearer …'],
};

/** What a profile's message shows beside calls of the sample API. */
const SHOWS: Readonly<Record<string, readonly string[]>> = {
  default: ['npx postern keys revoke'],
  mindhunters: ["-H 'Host: other.api.localhost'", 'npx postern keys replace'],
  mindset: ['/api/v1/sessions', 'npx postern keys delete', 'npx postern sessions list'],
  minds: ['export MINDS_API_KEY=pst_live_demo', '/api/v1/auth/me', '/api/v1/api-keys', '-X DELETE'],
  mindkey: ['/ping', 'npx postern keys renew'],
  mindbridge: ['npx postern keys renew', 'npx postern keys replace'],
};

const deployment = localDeploymentAt(4566);

describe.each([...PROFILES.values()])('what a start with the profile $name prints', (profile) => {
  const message = readyMessage({ ...deployment, profile: profile.name }, 'Ctrl-C');
  const commands = message.split('\n').map((line) => line.trim());
  const calls = commands.filter((line) => line.startsWith('curl '));

  it('says which profile it is, where everything is and how to stop', () => {
    for (const url of [deployment.endpointUrl, deployment.sampleRestUrl, deployment.apiUrl]) {
      expect(message).toContain(url);
    }
    expect(message).toContain(`'${profile.name}'`);
    expect(message).toContain('Ctrl-C');
  });

  it("presents keys in the profile's own header, in every call that presents one", () => {
    const [credential = '', ...others] = (HEADERS[profile.name] ?? []).toReversed();
    const presenting = calls.filter((call) => headersOf(call).some((text) => !text.startsWith('Host: ')));
    expect(presenting.length).toBeGreaterThan(1);
    for (const call of presenting) expect(headersOf(call)).toContain(credential);
    const sample = calls.filter((call) => call.includes(deployment.sampleRestUrl));
    for (const other of others) expect(headersOf(sample[0] ?? '')).toContain(other);
    for (const call of sample) expect(call.includes('Host: ')).toBe(profile.tenancy === 'by-host');
  });

  it("shows the profile's own ways", () => {
    for (const text of SHOWS[profile.name] ?? []) expect(message).toContain(text);
  });

  it('shows commands of the CLI that are of right usage', async () => {
    const shown = commands.filter((line) => line.startsWith('npx postern '));
    expect(shown.length).toBeGreaterThan(0);
    for (const command of shown) {
      const words = command.split(' ').slice(2);
      const { exitCode, stderr } = await runCli(words, {
        transport: fakeApi().transport,
        input: VALUE,
        instruments: { readContract: async () => contractOf(profile) },
      });
      expect(stderr).not.toContain('error');
      expect(exitCode).toBe(EXIT.ok);
    }
  });
});

it('a profile without a trial of its own shows what all have, by its own header', () => {
  const { steps } = trialOf('of-ones-own');
  const scene = sceneOf(
    { ...defaultProfile, places: [{ header: 'x-token', scheme: null }] },
    deployment,
    'demo-app',
  );
  expect(steps(scene)[0]?.command).toBe(
    `curl -i ${deployment.sampleRestUrl}/hello -H 'x-token: ${deployment.demoKey}'`,
  );
});

/** The headers of a `curl` command, all but that of a body; `…` stands for the value of a key or a session. */
function headersOf(command: string): string[] {
  return [...command.matchAll(/-H (["'])(.*?)\1/g)]
    .map(([, , text = '']) => text.replace(deployment.demoKey, '…').replace(/\$\w+/, '…'))
    .filter((text) => !text.startsWith('Content-Type: '));
}
