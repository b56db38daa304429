import { expect, it } from 'vitest';
import { fakeApi } from './support/fake-api.ts';
import { runCli } from './support/run-cli.ts';

const { transport } = fakeApi();
const REMOTE = ['--api-url', 'https://keys.example.com', '--region', 'eu-central-1'];

async function run(words: readonly string[], terminal: boolean) {
  const opened: string[] = [];
  const openUrl = async (url: string) => void opened.push(url);
  const result = await runCli(['dashboard', ...words], { transport, terminal, instruments: { openUrl } });
  return { ...result, opened };
}

it('prints the address of the dashboard of a deployment and opens it', async () => {
  const { exitCode, stdout, opened } = await run(REMOTE, true);
  expect({ exitCode, opened }).toEqual({ exitCode: 0, opened: ['https://keys.example.com/dashboard'] });
  expect(stdout).toContain('https://keys.example.com/dashboard\n');
});

it.each([
  ['with --no-open', [...REMOTE, '--no-open'], true],
  ['without a terminal', REMOTE, false],
] as const)('opens no browser %s', async (_, words, terminal) => {
  const { exitCode, stdout, opened } = await run(words, terminal);
  expect({ exitCode, opened }).toEqual({ exitCode: 0, opened: [] });
  expect(stdout).toContain('https://keys.example.com/dashboard\n');
});
