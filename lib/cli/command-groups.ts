import type { Command } from '@commander-js/extra-typings';
import type { Cli } from './cli.ts';
import type { Surroundings } from './surroundings.ts';

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
    description: 'create a tenant, an owner and the first key of a deployment',
    load: async (command, cli) => (await import('./quickstart.ts')).addQuickstartCommand(command, cli),
  },
  {
    name: 'tenants',
    description: 'manage the tenants: the customers of your API',
    load: async (command, cli) => (await import('./tenants.ts')).addTenantCommands(command, cli),
  },
  {
    name: 'owners',
    description: 'manage the owners of keys: people, applications and accounts',
    load: async (command, cli) => (await import('./owners.ts')).addOwnerCommands(command, cli),
  },
  {
    name: 'keys',
    description: 'issue, list, change, renew and revoke API keys',
    load: async (command, cli) => (await import('./keys.ts')).addKeyCommands(command, cli),
  },
  {
    name: 'managed-keys',
    description: 'manage keys whose value is stored in AWS Secrets Manager and rotates there',
    load: async (command, cli) => (await import('./managed-keys.ts')).addManagedKeyCommands(command, cli),
  },
  {
    name: 'sessions',
    description: 'list and end the sessions that were created with a key',
    load: async (command, cli) => (await import('./sessions.ts')).addSessionCommands(command, cli),
  },
  {
    name: 'verify',
    description: 'show the decision on a key value, which is read from standard input, and its reason',
    load: async (command, cli) => (await import('./verify.ts')).addVerifyCommand(command, cli),
  },
  {
    name: 'usage',
    description: 'show the requests of a tenant or of one key, by day in UTC',
    load: async (command, cli) => (await import('./usage.ts')).addUsageCommand(command, cli),
  },
  {
    name: 'access-log',
    description:
      'list refused requests, and the first use of each key in 5 minutes, of the last 30 days, newest first',
    load: async (command, cli, surroundings) =>
      (await import('./access-log.ts')).addAccessLogCommand(command, cli, surroundings),
  },
  {
    name: 'report',
    description: 'list keys, permissions and owners that can be tidied up',
    load: async (command, cli) => (await import('./reports.ts')).addReportCommands(command, cli),
  },
  {
    name: 'audit',
    description: 'list, export and verify the audit trail: who did what, when and from where',
    load: async (command, cli, surroundings) =>
      (await import('./audit/audit.ts')).addAuditCommands(command, cli, surroundings),
  },
  {
    name: 'watch',
    description: 'show, test and mute the alarms of a deployment',
    load: async (command, cli, surroundings) =>
      (await import('./watch.ts')).addWatchCommands(command, cli, surroundings),
  },
  {
    name: 'contract',
    description: 'show how the deployment accepts its keys, and its limits',
    load: async (command, cli) => (await import('./contract.ts')).addContractCommand(command, cli),
  },
  {
    name: 'context',
    description: 'define and choose named defaults for stage, Region, AWS profile and tenant',
    load: async (command, cli, surroundings) =>
      (await import('./context/context.ts')).addContextCommands(command, cli, surroundings),
  },
  {
    name: 'demo',
    description: 'issue a key on the local deployment, call an API with it, revoke it and call again',
    load: async (command, cli, surroundings) =>
      (await import('./demo/demo.ts')).addDemoCommand(command, cli, surroundings),
  },
  {
    name: 'doctor',
    description: 'check Node.js, credentials, endpoint, clock, versions, permissions and concurrency',
    load: async (command, cli, surroundings) =>
      (await import('./doctor/doctor.ts')).addDoctorCommand(command, cli, surroundings),
  },
];
