import { rm, writeFile } from 'node:fs/promises';
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
    await createFiles(directory, files);
    await cli.print({ files: Object.keys(files), stage, region }, () =>
      [
        `Created ${Object.keys(files).join(' and ')} for stage '${stage}' in ${region}.`,
        `Review the settings in ${SETTINGS_FILE}, then run:`,
        `  ${shellCommand('npx', 'cdk', 'deploy', '--all')}`,
      ].join('\n'),
    );
  });
}

/**
 * Creates all of the files or none of them. An existing file, or a symbolic link without a target, is not written.
 * @throws UsageError if a file exists or cannot be written
 */
async function createFiles(directory: string, files: Readonly<Record<string, object>>): Promise<void> {
  const created: string[] = [];
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, name);
    try {
      await writeFile(path, `${JSON.stringify(content, null, 2)}\n`, { flag: 'wx' });
    } catch (error) {
      await Promise.all(created.map((each) => rm(each)));
      throw notCreated(name, directory, error);
    }
    created.push(path);
  }
}

function notCreated(name: string, directory: string, error: unknown): UsageError {
  if (error instanceof Error && 'code' in error && error.code === 'EEXIST')
    return new UsageError(
      `${name} exists already in ${directory}`,
      "Run the command in a new folder, because Postern's stacks are an app of their own.",
    );
  return new UsageError(
    `Cannot create ${name} in ${directory}: ${error instanceof Error ? error.message : String(error)}`,
    'Run the command in a folder that you can write to.',
  );
}
