import type { Command } from '@commander-js/extra-typings';
import type { Cli } from './cli.ts';
import type { CliContext } from './cli-context.ts';

/** A top-level command. Its options, subcommands and modules are loaded when it runs or its help is requested. */
export interface CommandGroup {
  readonly name: string;
  readonly description: string;
  readonly load: (command: Command, cli: Cli, context: CliContext) => Promise<void>;
}

/** All top-level commands, in the order of `--help`. */
export const COMMAND_GROUPS: readonly CommandGroup[] = [
  {
    name: 'init',
    description: 'Write the files with which cdk deploy deploys a stage from the package',
    load: async (command, cli, context) => (await import('./init.ts')).addInitCommand(command, cli, context),
  },
  {
    name: 'quickstart',
    description: 'Create a tenant, an owner and the first key of a deployment',
    load: async (command, cli) => (await import('./quickstart.ts')).addQuickstartCommand(command, cli),
  },
  {
    name: 'tenants',
    description: 'Manage tenants (the customers of your API)',
    load: async (command, cli) => (await import('./tenants.ts')).addTenantCommands(command, cli),
  },
  {
    name: 'owners',
    description: 'Manage key owners: people, applications and accounts',
    load: async (command, cli) => (await import('./owners.ts')).addOwnerCommands(command, cli),
  },
  {
    name: 'keys',
    description: 'Issue, list, update, renew and revoke API keys',
    load: async (command, cli) => (await import('./keys.ts')).addKeyCommands(command, cli),
  },
  {
    name: 'managed-keys',
    description: 'Manage keys stored and rotated in AWS Secrets Manager',
    load: async (command, cli) => (await import('./managed-keys.ts')).addManagedKeyCommands(command, cli),
  },
  {
    name: 'sessions',
    description: 'List and end sessions created with a key',
    load: async (command, cli) => (await import('./sessions.ts')).addSessionCommands(command, cli),
  },
  {
    name: 'limits',
    description: 'Show, set and reset limits on requests',
    load: async (command, cli) => (await import('./limits.ts')).addLimitCommands(command, cli),
  },
  {
    name: 'credits',
    description: 'Add credits to balances',
    load: async (command, cli) => (await import('./credits.ts')).addCreditCommands(command, cli),
  },
  {
    name: 'verify',
    description: 'Verify a key from stdin and print the decision',
    load: async (command, cli) => (await import('./verify.ts')).addVerifyCommand(command, cli),
  },
  {
    name: 'usage',
    description: 'Show key usage by day (UTC)',
    load: async (command, cli, context) =>
      (await import('./usage.ts')).addUsageCommand(command, cli, context),
  },
  {
    name: 'access-log',
    description: 'List denied requests and sampled key uses of the last 30 days, newest first',
    load: async (command, cli, context) =>
      (await import('./access-log.ts')).addAccessLogCommand(command, cli, context),
  },
  {
    name: 'report',
    description: 'Find unused keys and permissions',
    load: async (command, cli) => (await import('./reports.ts')).addReportCommands(command, cli),
  },
  {
    name: 'audit',
    description: 'Query, export and verify the audit trail',
    load: async (command, cli, context) =>
      (await import('./audit/audit.ts')).addAuditCommands(command, cli, context),
  },
  {
    name: 'alarms',
    description: 'Show, test and mute the alarms of a deployment',
    load: async (command, cli, context) =>
      (await import('./alarms.ts')).addAlarmCommands(command, cli, context),
  },
  {
    name: 'profile',
    description: 'Show the key profile of a deployment: headers, permissions and limits',
    load: async (command, cli) => (await import('./profile.ts')).addProfileCommand(command, cli),
  },
  {
    name: 'dashboard',
    description: 'Open the dashboard of a deployment in a browser',
    load: async (command, cli, context) =>
      (await import('./dashboard.ts')).addDashboardCommand(command, cli, context),
  },
  {
    name: 'context',
    description: 'Manage contexts: named defaults for stage, Region, AWS profile and tenant',
    load: async (command, cli, context) =>
      (await import('./context/context.ts')).addContextCommands(command, cli, context),
  },
  {
    name: 'restore',
    description: 'Restore keys, owners and tenants from a copy of the key table of an earlier time',
    load: async (command, cli, context) =>
      (await import('./restore/restore.ts')).addRestoreCommand(command, cli, context),
  },
  {
    name: 'remove',
    description: 'Show the steps to remove a stage, and delete the secrets of its managed keys',
    load: async (command, cli, context) =>
      (await import('./removal/remove.ts')).addRemoveCommand(command, cli, context),
  },
  {
    name: 'demo',
    description: 'Issue, use and revoke a demo key on the local deployment',
    load: async (command, cli, context) =>
      (await import('./demo/demo.ts')).addDemoCommand(command, cli, context),
  },
  {
    name: 'doctor',
    description:
      'Check Node.js, credentials, endpoint, clock, versions, permissions, concurrency and alarm receivers',
    load: async (command, cli, context) =>
      (await import('./doctor/doctor.ts')).addDoctorCommand(command, cli, context),
  },
  {
    name: 'smoke',
    description: 'Check the guarantees of a deployment with temporary keys of the tenant smoke',
    load: async (command, cli, context) =>
      (await import('./smoke/smoke.ts')).addSmokeCommand(command, cli, context),
  },
];
