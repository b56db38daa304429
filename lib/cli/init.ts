import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from '@commander-js/extra-typings';
import { SETTINGS_FILE } from '../contracts/settings-file.ts';
import type { Cli } from './cli.ts';
import type { CliContext } from './cli-context.ts';
import { shellCommand } from './shell-word.ts';
import { UsageError } from './usage-error.ts';

/** Settings of CDK with which the stacks of Postern are tested. */
const CDK_CONTEXT = {
  '@aws-cdk/core:target-partitions': ['aws'],
  '@aws-cdk/core:defaultCrossStackReferences': 'strong',
  '@aws-cdk/core:validateAgainstDefaultRules': false,
};

/** `postern init`: the files with which `cdk deploy` deploys a stage from the installed package. */
export function addInitCommand(init: Command, cli: Cli, { directory }: CliContext): void {
  init.action(async () => {
    const { stage, region } = await cli.locate();
    const files = {
      'cdk.json': { app: 'npx postern-app', context: CDK_CONTEXT },
      [SETTINGS_FILE]: { stage, region },
    };
    assertAbsent(directory, Object.keys(files));
    for (const [name, content] of Object.entries(files))
      await writeFile(join(directory, name), `${JSON.stringify(content, null, 2)}\n`, { flag: 'wx' });
    await cli.answer({ files: Object.keys(files), stage, region }, () =>
      [
        `Created ${Object.keys(files).join(' and ')} for stage '${stage}' in ${region}.`,
        `Review the settings in ${SETTINGS_FILE}, then run:`,
        `  ${shellCommand('npx', 'cdk', 'deploy', '--all')}`,
      ].join('\n'),
    );
  });
}

/** @throws UsageError if one of the files exists */
function assertAbsent(directory: string, names: readonly string[]): void {
  const existing = names.find((name) => existsSync(join(directory, name)));
  if (existing === undefined) return;
  throw new UsageError(
    `${existing} exists already in ${directory}`,
    "Run the command in a new folder, because Postern's stacks are an app of their own.",
  );
}
