import { type Command, type CommandUnknownOpts, Option } from '@commander-js/extra-typings';
import { issuesText } from '../../contracts/input-issue.ts';
import { validate } from '../../contracts/issues.ts';
import type { Cli } from '../cli.ts';
import type { CliContext } from '../cli-context.ts';
import { describeIssues } from '../field-names.ts';
import { type Columns, listing } from '../output.ts';
import { UsageError } from '../usage-error.ts';
import {
  type Context,
  type ContextFile,
  contextName,
  contextPath,
  context as contextSchema,
  namedContext,
  readContexts,
  writeContexts,
} from './context-file.ts';

interface ContextRow extends Context {
  readonly name: string;
  readonly current: boolean;
}

const COLUMNS: Columns<ContextRow> = {
  current: ({ current }) => (current ? '*' : null),
  context: ({ name }) => name,
  stage: ({ stage }) => stage ?? null,
  region: ({ region }) => region ?? null,
  profile: ({ profile }) => profile ?? null,
  tenant: ({ tenant }) => tenant ?? null,
};

interface ContextCommand {
  readonly contexts: CommandUnknownOpts;
  readonly cli: Cli;
  readonly environment: CliContext['environment'];
}

/** `postern context …`: named defaults for stage, Region, AWS profile and tenant. */
export function addContextCommands(
  contexts: Command,
  cli: Cli,
  { environment }: Pick<CliContext, 'environment'>,
): void {
  const command = { contexts, cli, environment };
  addSet(command);
  addUse(command);
  addList(command);
  addDelete(command);
}

function addSet({ contexts, cli, environment }: ContextCommand): void {
  contexts
    .command('set')
    .description('Define or replace a context. Set its stage and Region with --stage and --region.')
    .argument('<name>', 'Context name: 1 to 32 of a-z, 0-9, _ . -')
    .addOption(new Option('--profile <profile>', 'AWS profile whose credentials commands use'))
    .addOption(new Option('--tenant <tenant>', 'Tenant of commands without --tenant'))
    .action(async (name, settings, command) => {
      const { stage, region } = command.optsWithGlobals();
      const { issues: wrongName } = validate(contextName, name, 'terminal');
      const { data, issues } = validate(contextSchema, { ...settings, stage, region }, 'terminal');
      if (wrongName) throw new UsageError(`Context name ${issuesText(wrongName)}`);
      if (issues) throw new UsageError(describeIssues(issues));
      if (Object.values(data).every((setting) => setting === undefined))
        throw new UsageError(
          `Context '${name}' has no settings`,
          'Add at least one of --stage, --region, --profile and --tenant.',
        );
      const before = await readContexts(environment);
      const after = { ...before, contexts: { ...before.contexts, [name]: data } };
      await writeContexts(environment, after);
      await printContexts(cli, after);
      await cli.info(`Saved in ${contextPath(environment)}.`);
    });
}

function addUse({ contexts, cli, environment }: ContextCommand): void {
  contexts
    .command('use')
    .description('Set the default context of all commands, or unset it if no name is given')
    .argument('[name]', 'Context name')
    .action(async (name) => {
      const before = await readContexts(environment);
      const after = { ...before, current: name === undefined ? null : defined(before, name) };
      await writeContexts(environment, after);
      await printContexts(cli, after);
    });
}

function addList({ contexts, cli, environment }: ContextCommand): void {
  contexts
    .command('list')
    .description('List the contexts')
    .action(async () => printContexts(cli, await readContexts(environment)));
}

function addDelete({ contexts, cli, environment }: ContextCommand): void {
  contexts
    .command('delete')
    .description('Delete a context. The deployment does not change.')
    .argument('<name>', 'Context name')
    .action(async (name) => {
      const before = await readContexts(environment);
      const { [defined(before, name)]: _, ...others } = before.contexts;
      const after = { current: before.current === name ? null : before.current, contexts: others };
      await writeContexts(environment, after);
      await printContexts(cli, after);
    });
}

/** @throws UsageError if there is no such context */
function defined(file: ContextFile, name: string): string {
  namedContext(file, name);
  return name;
}

function printContexts(cli: Cli, { current, contexts }: ContextFile): Promise<void> {
  const items = Object.entries(contexts).map(([name, settings]) => ({
    name,
    current: name === current,
    ...settings,
  }));
  return cli.print({ items }, (body, style) => listing(body.items, COLUMNS, style));
}
