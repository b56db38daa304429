import {
  Command,
  type CommandUnknownOpts,
  Help,
  Option,
  type OutputConfiguration,
} from '@commander-js/extra-typings';
import { VERSION } from '../contracts/version.ts';
import type { Cli } from './cli.ts';
import type { CliContext } from './cli-context.ts';
import { COMMAND_GROUPS } from './command-groups.ts';
import { commandLineWith } from './command-line.ts';
import { addCompletionCommands } from './completion.ts';
import { createOutput } from './console.ts';
import { deploymentCommand } from './deployment-options.ts';
import { addExamples } from './examples.ts';
import { EXIT_CODES_HELP } from './exit-codes.ts';
import type { Progress } from './progress.ts';

/** The command line. */
export interface Program {
  readonly command: CommandUnknownOpts;
  /** Loads all commands, for completion and tests. A run loads only the command that it executes. */
  readonly loadAll: () => Promise<void>;
  /** The names of the dispatched command: `keys`, `create`. */
  readonly named: () => readonly string[];
}

export interface ProgramOutput {
  /** The arguments of the run, without Node.js and the script. */
  readonly words: readonly string[];
  readonly output: OutputConfiguration;
  readonly progress: Progress;
  /** Called if a command fails without an error, for example a declined confirmation. */
  readonly setFailed: () => void;
}

/** The whole command line. */
export function createProgram(context: CliContext, output: ProgramOutput): Program {
  const program = createCommands(context, output);
  const readCommands = async () => {
    const { command, loadAll } = createCommands(context, output);
    await loadAll();
    return command;
  };
  addCompletionCommands(program.command, readCommands, context.environment);
  addExamples(program.command);
  return program;
}

function createCommands(context: CliContext, { words, output, progress, setFailed }: ProgramOutput): Program {
  const program = new Command('postern')
    .description('Manage API keys for Amazon API Gateway')
    .version(VERSION, '-V, --version', 'Print the version')
    .option('--json', 'Print the API response as JSON on stdout, errors as JSON on stderr')
    .option('--stage <stage>', 'Deployment stage (env: POSTERN_STAGE; default: the local deployment)')
    .option('--region <region>', 'AWS Region of the stage (env: AWS_REGION)')
    .addOption(new Option('--api-url <url>', 'API URL of a deployment without a stage').conflicts('stage'))
    .option('--context <name>', 'Context (env: POSTERN_CONTEXT; default: set with postern context use)')
    .configureHelp({ showGlobalOptions: true, optionDescription: describeOption })
    .configureOutput(output)
    .helpOption('-h, --help', 'Show help')
    .addHelpText('after', EXIT_CODES_HELP)
    .exitOverride();

  const isJson = () => program.opts().json === true;
  const { during, ...printed } = createOutput(context, progress, isJson);
  const cli: Cli = {
    ...printed,
    during,
    stdin: context.stdin,
    canPrompt: () => context.stdin.isTTY === true && !isJson(),
    clock: context.clock,
    open: async () => {
      const { openConnection } = await import('./connection.ts');
      return during(openConnection(program.opts(), { ...context, during }));
    },
    locate: async (localAlternative) => {
      const { locateStage } = await import('./connection.ts');
      return locateStage(program.opts(), context.environment, localAlternative);
    },
    command: (...named) => deploymentCommand(program.opts(), named),
    commandLine: (option) => commandLineWith(words, option),
    setFailed,
  };
  const loaders = new Map<string, () => Promise<void>>();
  for (const { name, description, load } of COMMAND_GROUPS) {
    const command = new Command(name).description(description);
    program.addCommand(command.copyInheritedSettings(program));
    loaders.set(
      name,
      once(async () => {
        await load(command, cli, context);
        addExamples(command);
      }),
    );
  }
  const load = async (name: string) => loaders.get(name)?.();
  program.hook('preSubcommand', (_, command) => load(command.name()));
  addHelpCommand(program, load);
  return {
    command: program,
    named: followNames(program),
    loadAll: async () => {
      for (const load of loaders.values()) await load();
    },
  };
}

/** The default text of commander, with a mark on required options. */
function describeOption(option: Option): string {
  const text = new Help().optionDescription(option);
  return option.mandatory ? `${text} (required)` : text;
}

/** Replaces the help command of commander, which finds only loaded commands. */
function addHelpCommand(program: CommandUnknownOpts, load: (name: string) => Promise<void>): void {
  program
    .helpCommand(false)
    .command('help')
    .description('Show the help of a command')
    .argument('[command...]', 'Command')
    .action(async (words) => {
      let command = program;
      for (const word of words) {
        const next = command.commands.find((each) => each.name() === word);
        if (!next) return command.error(`error: unknown command '${word}'`);
        await load(word);
        command = next;
      }
      await program.parseAsync([...words, '--help'], { from: 'user' });
    });
}

function once(load: () => Promise<void>): () => Promise<void> {
  let loaded: Promise<void> | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}

/** Records the dispatched subcommands. */
function followNames(program: CommandUnknownOpts): () => readonly string[] {
  let named: readonly string[] = [];
  const follow = (command: CommandUnknownOpts, path: readonly string[]) => {
    command.hook('preSubcommand', (_, next) => {
      named = [...path, next.name()];
      follow(next, named);
    });
  };
  follow(program, []);
  return () => named;
}
