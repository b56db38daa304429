import type { Command as Completed, RootCommand } from '@bomb.sh/tab';
import { Argument, type CommandUnknownOpts, type Option } from '@commander-js/extra-typings';
import type { CliContext } from './cli-context.ts';
import type { Context } from './context/context-file.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** Completions in addition to the choices of options and arguments. */
interface KnownValues {
  /** The global options. */
  readonly globals: readonly Option[];
  /** Values from the configuration of the user, by option. */
  readonly options: Readonly<Record<string, readonly string[]>>;
  /** Values from the configuration of the user, by command. */
  readonly arguments: Readonly<Record<string, readonly string[]>>;
}

/**
 * `postern completion`, and the hidden `postern complete` that its script calls. `readCommands` loads the tree of all
 * commands, from which both are made.
 */
export function addCompletionCommands(
  program: CommandUnknownOpts,
  readCommands: () => Promise<CommandUnknownOpts>,
  environment: CliContext['environment'],
): void {
  const completion = program
    .command('completion')
    .description('Print the completion script of a shell')
    .addArgument(new Argument('<shell>', 'Shell').choices(SHELLS));
  const load = async () => {
    const { RootCommand } = await import('@bomb.sh/tab');
    const root = new RootCommand();
    const commands = await readCommands();
    const known = { globals: commands.options, ...(await configuredValues(environment)) };
    for (const option of commands.options) addOption(root, option, known);
    for (const command of [...commands.commands, completion]) addTree(root, command, command.name(), known);
    return root;
  };
  completion.action(async (shell) => {
    (await load()).setup('postern', 'postern', shell);
  });
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action(async (words) => {
      (await load()).parse(words);
    });
}

/** Returns no values if the context file cannot be read: completion prints no errors. */
async function configuredValues(
  environment: CliContext['environment'],
): Promise<Omit<KnownValues, 'globals'>> {
  const { readContexts } = await import('./context/context-file.ts');
  const { contexts } = await readContexts(environment).catch(() => ({ contexts: {} }));
  const names = Object.keys(contexts);
  const valuesOf = (setting: keyof Context) => [
    ...new Set(Object.values<Context>(contexts).flatMap((context) => context[setting] ?? [])),
  ];
  return {
    options: {
      '--context': names,
      '--stage': valuesOf('stage'),
      '--region': valuesOf('region'),
      '--tenant': valuesOf('tenant'),
    },
    arguments: { 'context use': names, 'context set': names, 'context delete': names },
  };
}

function addTree(root: RootCommand, command: CommandUnknownOpts, path: string, known: KnownValues): void {
  const completed = root.command(path, command.description());
  for (const option of [...command.options, ...known.globals]) addOption(completed, option, known);
  for (const { argChoices } of command.registeredArguments) {
    const values = argChoices ?? known.arguments[path] ?? [];
    completed.argument('value', (complete) => {
      for (const value of values) complete(value, '');
    });
  }
  for (const each of command.commands) addTree(root, each, `${path} ${each.name()}`, known);
}

/** `tab` recognizes an option with a value by its handler. */
function addOption(
  completed: Completed,
  { long, description, argChoices, required, optional }: Option,
  known: KnownValues,
): void {
  if (!long) return;
  const name = long.replace(/^--/, '');
  if (!required && !optional) completed.option(name, description);
  else {
    const values = argChoices ?? known.options[long] ?? [];
    completed.option(name, description, (complete) => {
      for (const value of values) complete(value, '');
    });
  }
}
