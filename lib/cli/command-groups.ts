import type { Command } from '@commander-js/extra-typings';
import type { Cli } from './cli.ts';
import type { Surroundings } from './context.ts';

/** A top-level command whose options, subcommands and modules are loaded when it is run or its help is asked for. */
export interface CommandGroup {
  readonly name: string;
  readonly description: string;
  readonly load: (command: Command, cli: Cli, surroundings: Surroundings) => Promise<void>;
}

/** All top-level commands, in the order of `--help`. */
export const COMMAND_GROUPS: readonly CommandGroup[] = [
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
    description: 'Issue, list, change, renew and revoke API keys',
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
    name: 'verify',
    description: 'Verify a key from stdin and print the decision',
    load: async (command, cli) => (await import('./verify.ts')).addVerifyCommand(command, cli),
  },
  {
    name: 'usage',
    description: 'Show key usage by day (UTC)',
    load: async (command, cli) => (await import('./usage.ts')).addUsageCommand(command, cli),
  },
  {
    name: 'access-log',
    description: 'List denied requests and sampled key uses of the last 30 days, newest first',
    load: async (command, cli, surroundings) =>
      (await import('./access-log.ts')).addAccessLogCommand(command, cli, surroundings),
  },
  {
    name: 'report',
    description: 'Find unused keys and permissions',
    load: async (command, cli) => (await import('./reports.ts')).addReportCommands(command, cli),
  },
  {
    name: 'audit',
    description: 'Query, export and verify the audit trail',
    load: async (command, cli, surroundings) =>
      (await import('./audit/audit.ts')).addAuditCommands(command, cli, surroundings),
  },
  {
    name: 'watch',
    description: 'Show, test and mute the alarms of a deployment',
    load: async (command, cli, surroundings) =>
      (await import('./alarms.ts')).addWatchCommands(command, cli, surroundings),
  },
  {
    name: 'contract',
    description: 'Show the key contract of a deployment: headers, permissions and limits',
    load: async (command, cli) => (await import('./profile.ts')).addContractCommand(command, cli),
  },
  {
    name: 'context',
    description: 'Manage contexts: named defaults for stage, Region, AWS profile and tenant',
    load: async (command, cli, surroundings) =>
      (await import('./context/context.ts')).addContextCommands(command, cli, surroundings),
  },
  {
    name: 'demo',
    description: 'Issue, use and revoke a demo key on the local deployment',
    load: async (command, cli, surroundings) =>
      (await import('./demo/demo.ts')).addDemoCommand(command, cli, surroundings),
  },
  {
    name: 'doctor',
    description: 'Check Node.js, credentials, endpoint, clock, versions, permissions and concurrency',
    load: async (command, cli, surroundings) =>
      (await import('./doctor/doctor.ts')).addDoctorCommand(command, cli, surroundings),
  },
];
