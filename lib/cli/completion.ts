import type { Command as Completed, RootCommand } from '@bomb.sh/tab';
import { Argument, type CommandUnknownOpts, type Option } from '@commander-js/extra-typings';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/**
 * `postern completion`, and the hidden `postern complete` that its script calls. `readCommands` loads the tree of all
 * commands, from which both are made.
 */
export function addCompletionCommands(
  program: CommandUnknownOpts,
  readCommands: () => Promise<CommandUnknownOpts>,
): void {
  const load = async () => {
    const { RootCommand } = await import('@bomb.sh/tab');
    const root = new RootCommand();
    const commands = await readCommands();
    for (const option of commands.options) addOption(root, option);
    for (const command of commands.commands) addTree(root, command, command.name());
    return root;
  };
  program
    .command('completion')
    .description('Print the completion script of a shell')
    .addArgument(new Argument('<shell>', 'Shell').choices(SHELLS))
    .action(async (shell) => {
      (await load()).setup('postern', 'postern', shell);
    });
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action(async (words) => {
      (await load()).parse(words);
    });
}

function addTree(root: RootCommand, command: CommandUnknownOpts, path: string): void {
  const completed = root.command(path, command.description());
  for (const option of command.options) addOption(completed, option);
  for (const { argChoices = [] } of command.registeredArguments) {
    completed.argument('value', (complete) => {
      for (const choice of argChoices) complete(choice, '');
    });
  }
  for (const each of command.commands) addTree(root, each, `${path} ${each.name()}`);
}

/** An option with a value is not followed by another option: `tab` knows it by its handler. */
function addOption(
  completed: Completed,
  { long, description, argChoices, required, optional }: Option,
): void {
  if (!long) return;
  const name = long.replace(/^--/, '');
  if (!required && !optional) completed.option(name, description);
  else {
    completed.option(name, description, (complete) => {
      for (const choice of argChoices ?? []) complete(choice, '');
    });
  }
}
