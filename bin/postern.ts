#!/usr/bin/env node
import { createAdminClient } from '../lib/api-client/admin-client.ts';
import { openAwsAccount } from '../lib/api-client/aws-account.ts';
import { findLocalAlarms } from '../lib/api-client/local-alarms.ts';
import { plainGet } from '../lib/api-client/plain-get.ts';
import { probe } from '../lib/api-client/probe.ts';
import { readContract } from '../lib/api-client/read-contract.ts';
import { createSignedTransport } from '../lib/api-client/signed-transport.ts';
import { interruption } from '../lib/cli/interruption.ts';
import { pause } from '../lib/cli/pause.ts';
import { run } from '../lib/cli/run.ts';

process.exitCode = await run(process.argv, {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  directory: process.cwd(),
  environment: process.env,
  clock: Date.now,
  connect: (deployment) => createAdminClient(createSignedTransport(deployment)),
  // Loaded only where it is needed: loading the client of Systems Manager takes a fifth of a short run.
  findApiUrl: async (stage) => (await import('../lib/api-client/stage.ts')).findApiUrl(stage),
  get: plainGet,
  probe,
  readContract,
  openAccount: openAwsAccount,
  findLocalAlarms: () => findLocalAlarms(process.cwd()),
  nodeVersion: process.version,
  interruption: () => interruption(process),
  pause,
});
