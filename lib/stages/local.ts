import type { StageSettings } from './stage.ts';

/** The local emulator. All resources can be deleted. */
export const local = {
  stage: 'local',
  region: 'us-east-1',
  profile: 'default',
  // Free on the emulator.
  tenantSuspension: true,
  // The emulator does not verify domain names and does not route custom domains.
  trustedHost: 'host-header',
  useCliCredentials: true,
  removal: 'destroy',
  keyTable: { pointInTimeRecovery: false, customerManagedKey: false },
  // The emulator cannot create a bucket with S3 Object Lock from a template.
  audit: { retentionDays: 30, archive: 'none' },
  consoleUsers: 'cognito',
  // The development server of the dashboard (npm run dashboard).
  developmentOrigins: ['http://localhost:5173'],
  // No server listens there: the sign-in script reads the code from the redirect URL.
  signInCallbackUrls: ['http://localhost/callback'],
  logRetentionDays: 1,
  // The values of prod. The emulator does not throttle.
  throttle: {
    admin: { rateLimit: 50, burstLimit: 100 },
    public: { rateLimit: 100, burstLimit: 200 },
  },
  // One clock and consistent reads allow short limits, so an overlap ends within minutes.
  rotation: {
    maxRunSeconds: 10,
    clockSkewSeconds: 0,
    propagationSeconds: 0,
    rotationTimeoutMinutes: 1,
    resyncMinutes: 1,
    // The emulator accepts a schedule of Secrets Manager and never invokes the function.
    schedules: ['postern'],
  },
  tags: { application: 'postern', stage: 'local' },
  // The local runner prints notifications in the terminal.
  monitoring: { notify: {} },
  emulator: true,
  sample: true,
} as const satisfies StageSettings;
