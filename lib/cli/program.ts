import {
  Command,
  type CommandUnknownOpts,
  Option,
  type OutputConfiguration,
} from '@commander-js/extra-typings';
import { addAccessLogCommand } from './access-log.ts';
import { addAuditCommands } from './audit/audit.ts';
import type { Cli } from './cli.ts';
import { addContractCommand } from './contract.ts';
import { addDemoCommand } from './demo/demo.ts';
import { addDoctorCommand } from './doctor/doctor.ts';
import { EXIT_CODES_HELP } from './exit-codes.ts';
import { addKeyCommands } from './keys.ts';
import { addManagedKeyCommands } from './managed-keys.ts';
import { createOutput } from './output.ts';
import { addOwnerCommands } from './owners.ts';
import { addReportCommands } from './reports.ts';
import { openSession } from './session.ts';
import { addSessionCommands } from './sessions.ts';
import type { Surroundings } from './surroundings.ts';
import { addTenantCommands } from './tenants.ts';
import { addUsageCommand } from './usage.ts';
import { HELP_ADVICE } from './usage-error.ts';
import { addVerifyCommand } from './verify.ts';
import { addWatchCommands } from './watch.ts';

/** The whole command line; `refuse` is called where a command's answer is a refusal. */
export function createProgram(
  surroundings: Surroundings,
  output: OutputConfiguration,
  refuse: () => void,
): CommandUnknownOpts {
  const program = new Command('postern')
    .description('API keys for API Gateway, for their whole life')
    .option('--json', "print the API's answer as it is")
    .option(
      '--stage <stage>',
      'the deployment in AWS to work with (or POSTERN_STAGE); the local one without it',
    )
    .option('--region <region>', 'its AWS region (or AWS_REGION)')
    .addOption(new Option('--api-url <url>', 'its URL, where it has no stage').conflicts('stage'))
    .configureHelp({ showGlobalOptions: true })
    .configureOutput(output)
    .addHelpText('after', EXIT_CODES_HELP)
    .showHelpAfterError(`→ ${HELP_ADVICE}`)
    .exitOverride();

  const cli: Cli = {
    ...createOutput(surroundings, () => program.opts().json === true),
    stdin: surroundings.stdin,
    clock: surroundings.clock,
    open: () => openSession(program.opts(), surroundings),
    refuse,
  };
  addTenantCommands(program, cli);
  addOwnerCommands(program, cli);
  addKeyCommands(program, cli);
  addManagedKeyCommands(program, cli);
  addSessionCommands(program, cli);
  addVerifyCommand(program, cli);
  addUsageCommand(program, cli);
  addAccessLogCommand(program, cli, surroundings);
  addReportCommands(program, cli);
  addAuditCommands(program, cli, surroundings);
  addWatchCommands(program, cli);
  addContractCommand(program, cli);
  addDemoCommand(program, cli, surroundings);
  addDoctorCommand(program, cli, surroundings);
  return program;
}
