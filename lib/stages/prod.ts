import type { StageSettings } from './stage.ts';

/** An AWS account: nothing that holds keys can be lost by a deploy. */
export const prod = {
  stage: 'prod',
  // Where keys are kept for good: write your own here, or say it with every command (-c region=…).
  region: 'us-east-1',
  profile: 'default',
  trustedHost: 'domain-name',
  useCliCredentials: false,
  keyTable: { retained: true, pointInTimeRecovery: true, customerManagedKey: true },
  // 13 months: a year can be audited whole while the next one has begun. What is in the bucket then can be removed by
  // nobody, the account's root included: lower it, or take 'governance', before the first deploy, not after.
  audit: { retentionDays: 400, archive: 'compliance' },
  consoleUsers: 'cognito',
  // Until there is a page to come back to, the code is read from the browser's address bar (docs/console-users.md).
  signInCallbackUrls: ['http://localhost/callback'],
  // Long enough to look into an incident that is noticed late; the audit trail itself is in the table.
  logRetentionDays: 90,
  throttle: {
    // An account has 10,000 requests a second in a region, for all its APIs. Nobody manages keys at 50 a second.
    admin: { rateLimit: 50, burstLimit: 100 },
    // One function runs for each request: 100 a second at some 20 ms take about 2 of an account's concurrency.
    public: { rateLimit: 100, burstLimit: 200 },
  },
  rotation: {
    // A visit takes about a second; with answers that are slow, and several of them in a batch, a minute.
    maxRunSeconds: 60,
    // AWS keeps its clocks within milliseconds; Secrets Manager replicates within seconds. A minute costs nothing.
    clockSkewSeconds: 60,
    propagationSeconds: 60,
    // Longer than most outages: a rotation that is given up makes another value necessary.
    rotationTimeoutMinutes: 6 * 60,
    // 0.7 cents a key and month. Each minute would cost as much as the secret itself, 40 cents (decision 90).
    resyncMinutes: 60,
    schedules: ['postern', 'secrets-manager'],
  },
  tags: { application: 'postern', stage: 'prod' },
  // Add who is to hear of it: notify: { ticket: { emails: ['…'] }, page: { webhooks: ['https://…'] } }.
  monitoring: { notify: {} },
  emulator: false,
  sample: false,
} as const satisfies StageSettings;
