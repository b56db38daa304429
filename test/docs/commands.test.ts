import { glob, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../lib/cli/exit-codes.ts';
import { openApiDocument } from '../../lib/contracts/http/openapi/document.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import { key } from '../api-client/support/responses.ts';
import { fakeApi, VALUE } from '../cli/support/fake-api.ts';
import { accountOf, emptyReplay } from '../cli/support/instruments.ts';
import { alarmsIn } from '../cli/support/local-alarms.ts';
import { NOW, runCli } from '../cli/support/run-cli.ts';

const root = join(import.meta.dirname, '../..');

/** Every call of the CLI in the shell blocks of a document, without pipes and redirections. */
function commandsIn(document: string): string[] {
  return [...document.matchAll(/^ *```sh[^\n]*\n(.*?)^ *```/gms)]
    .flatMap(([, block = '']) => block.replaceAll(/\\\n/g, ' ').split('\n'))
    .flatMap((line) => line.match(/\bnpx postern ([^|<>;&)#]*)/)?.[1]?.trim() ?? []);
}

/** The words of a command, with a key ID in place of variables. */
function wordsOf(command: string): string[] {
  const words = command.match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  return words.map((word) => word.replaceAll(/^["']|["']$/g, '').replaceAll(/\$\w+/g, key.id));
}

const documents: (readonly [string, string[]])[] = [];
for await (const file of glob(['*.md', 'docs/**/*.md'], { cwd: root })) {
  documents.push([file, commandsIn(await readFile(join(root, file), 'utf8'))]);
}
const commands = documents.flatMap(([file, found]) => found.map((command) => [file, command] as const));

/** A configuration folder with the context that documents name. */
let configuration: string;
beforeEach(async () => {
  configuration = await mkdtemp(join(tmpdir(), 'postern-docs-'));
  await mkdir(join(configuration, 'postern'));
  const contexts = { current: null, contexts: { prod: { stage: 'prod', region: 'eu-central-1' } } };
  await writeFile(join(configuration, 'postern/contexts.json'), JSON.stringify(contexts));
});
afterEach(() => rm(configuration, { recursive: true }));

describe('the commands that documents show', () => {
  it('are found', () => {
    expect(commands.filter(([file]) => file === 'docs/deploy.md').length).toBeGreaterThan(3);
  });

  it.each(commands)('%s: npx postern %s', async (_, command) => {
    const controller = new AbortController();
    const { stderr, exitCode } = await runCli(wordsOf(command), {
      transport: fakeApi().transport,
      input: VALUE,
      environment: { AWS_REGION: 'eu-central-1', XDG_CONFIG_HOME: configuration },
      // A command that waits is interrupted.
      // A replay is of the past, and the example is later than the time of other runs.
      clock: () => (command.startsWith('usage replay') ? Date.parse('2027-02-01T00:00:00Z') : NOW),
      instruments: {
        interruption: () => controller.signal,
        pause: async () => controller.abort(),
        findLocalAlarms: async () => alarmsIn('OK'),
        openUsageReplay: async () => emptyReplay,
        openAccount: () => accountOf({ alarms: async () => alarmsIn('OK').alarms }),
        probe: async () => ({
          status: 200,
          date: undefined,
          text: JSON.stringify(openApiDocument(defaultProfile)),
        }),
        get: async () => ({ status: 200, headers: {}, text: '{}' }),
      },
      findApiUrl: async () => 'https://abcdef01.execute-api.eu-central-1.amazonaws.com',
    });
    expect(stderr).not.toContain('error');
    // Not always 0, because `doctor` reports problems of a fake deployment.
    expect(exitCode).not.toBe(EXIT.usage);
  });
});
