import { openAwsAccount } from '../api-client/aws-account.ts';
import { abortOnSignal } from './abort-signal.ts';
import { pause } from './pause.ts';
import { run } from './run.ts';

// The AWS SDK would print a warning about old Node.js versions among the errors; postern doctor checks the version.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

// The clients of the API and of AWS are loaded on first use: help and usage errors do not need them.
process.exitCode = await run(process.argv, {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  directory: process.cwd(),
  environment: process.env,
  clock: Date.now,
  connect: async (deployment) => {
    const [{ createAdminClient }, { createSignedTransport }] = await Promise.all([
      import('../api-client/admin-client.ts'),
      import('../api-client/signed-transport.ts'),
    ]);
    return createAdminClient(createSignedTransport(deployment));
  },
  findApiUrl: async (stage) => (await import('../api-client/stage.ts')).findApiUrl(stage),
  get: async (url, options) => (await import('../api-client/unsigned-get.ts')).unsignedGet(url, options),
  probe: async (apiUrl) => (await import('../api-client/probe.ts')).probe(apiUrl),
  readProfile: async (apiUrl) => (await import('../api-client/read-profile.ts')).readProfile(apiUrl),
  openUrl: async (url) => {
    const { default: open } = await import('open');
    await open(url);
  },
  openAccount: openAwsAccount,
  openRemoval: async (scope) => (await import('../api-client/removal-account.ts')).openRemoval(scope),
  openRestore: async (scope) => (await import('../recovery/open-restore.ts')).openRestore(scope),
  openUsageReplay: async (scope) => (await import('../api-client/usage-replay.ts')).openUsageReplay(scope),
  findLocalAlarms: async () => (await import('../api-client/local-alarms.ts')).findLocalAlarms(process.cwd()),
  nodeVersion: process.version,
  interruption: () => abortOnSignal(process),
  pause,
});
