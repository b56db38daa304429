import { expect, it } from 'vitest';
import { key } from '../api-client/support/responses.ts';
import { ANSWERS, fakeApi } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

const REMOTE = ['--api-url', 'https://keys.example.com', '--region', 'eu-central-1'];
const VALUE = 'a-value-of-a-key';
const pending = { cascade: 'pending' as const };
const liveSessions = { count: 2, until: '2027-01-01T01:00:00.000Z' };

it.each([
  ['keys renew', ['keys', 'renew', key.id], {}],
  [
    'keys replace',
    ['keys', 'replace', key.id, '--yes'],
    { replaceKey: { ...key, value: VALUE, ...pending } },
  ],
  ['keys delete', ['keys', 'delete', key.id], { deleteKey: { ...ANSWERS.deleteKey, liveSessions } }],
  ['managed-keys create', ['managed-keys', 'create', '--key', key.id], {}],
  ['managed-keys replace', ['managed-keys', 'replace', key.id, '--yes'], {}],
])('%s prints commands for the same tenant and deployment', async (_, words, answers) => {
  const { transport } = fakeApi(answers);
  const { stdout, stderr } = await runCli([...words, '--tenant', 'acme', ...REMOTE], { transport });
  const commands = (stdout + stderr).match(/postern [a-z-]+ .*/g) ?? [];
  expect(commands).not.toEqual([]);
  for (const command of commands) expect(command).toContain(`--tenant acme ${REMOTE.join(' ')}`);
});
