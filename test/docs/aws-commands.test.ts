import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { awsBlocksIn, errorsOfAwsCommands, recordAwsCommands } from '../support/aws-commands.ts';
import { temporaryFolder } from '../support/temporary-state.ts';

const root = join(import.meta.dirname, '../..');

const documents: (readonly [string, readonly string[]])[] = [];
for await (const file of glob(['*.md', 'docs/**/*.md'], { cwd: root })) {
  const blocks = awsBlocksIn(await readFile(join(root, file), 'utf8'));
  if (blocks.length > 0) documents.push([file, blocks]);
}

it('the AWS CLI accepts every documented command', async () => {
  const commands: { readonly file: string; readonly command: readonly string[] }[] = [];
  for (const [file, blocks] of documents) {
    for (const command of await recordAwsCommands(await temporaryFolder(), blocks))
      commands.push({ file, command });
  }
  const errors = await errorsOfAwsCommands(
    root,
    commands.map(({ command }) => command),
  );
  const rejected = commands.flatMap(({ file, command }, i) =>
    errors[i] === null ? [] : [`${file}: aws ${command.join(' ')}: ${errors[i]?.slice(-300)}`],
  );
  expect(rejected).toEqual([]);
  expect(commands.length).toBeGreaterThan(25);
}, 120_000);

it.each([
  ['an operation', ['dynamodb', 'delete-tabel', '--table-name', 'keys']],
  ['an option', ['dynamodb', 'delete-table', '--table', 'keys', '--force']],
  ['a missing option', ['sqs', 'purge-queue']],
  ['a type', ['kms', 'schedule-key-deletion', '--key-id', 'a', '--pending-window-in-days', 'month']],
  [
    'a missing member',
    [
      'cognito-idp',
      'admin-create-user',
      '--user-pool-id',
      'eu-1_a',
      '--username',
      'a',
      '--user-attributes',
      'Value=a',
    ],
  ],
])(
  'the AWS CLI rejects %s',
  async (_, command) => {
    expect(await errorsOfAwsCommands(root, [command])).toEqual([expect.any(String)]);
  },
  60_000,
);
