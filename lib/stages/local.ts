import type { StageSettings } from './stage.ts';

/** An emulator on this machine: everything is there to be tried and thrown away. */
export const local = {
  stage: 'local',
  region: 'us-east-1',
  profile: 'default',
  // An emulator vouches for no name, and routes no domain of one's own.
  trustedHost: 'host-header',
  useCliCredentials: true,
  keyTable: { retained: false, pointInTimeRecovery: false, customerManagedKey: false },
  // An emulator makes no bucket with object lock from a template.
  audit: { retentionDays: 30, archive: 'none' },
  consoleUsers: 'cognito',
  // Nothing listens there: the code is read from where the browser would be sent.
  signInCallbackUrls: ['http://localhost/callback'],
  logRetentionDays: 1,
  // As in prod, so that what is deployed there is deployed here; an emulator limits nothing.
  throttle: {
    admin: { rateLimit: 50, burstLimit: 100 },
    public: { rateLimit: 100, burstLimit: 200 },
  },
  // One machine with one clock, and an emulator whose reads are never behind: an overlap can be seen to pass.
  rotation: {
    maxRunSeconds: 10,
    clockSkewSeconds: 0,
    propagationSeconds: 0,
    rotationTimeoutMinutes: 1,
    resyncMinutes: 1,
    // The emulator takes a schedule for Secrets Manager and never calls the function.
    schedules: ['postern'],
  },
  tags: { application: 'postern', stage: 'local' },
  // Whoever works here reads the terminal.
  monitoring: { notify: {} },
  emulator: true,
  sample: true,
} as const satisfies StageSettings;
