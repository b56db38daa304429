import type { StageSettings } from './stage.ts';

/** An AWS account. A deployment cannot delete stored keys. */
export const prod = {
  stage: 'prod',
  // Keys stay in this Region permanently. Change it here, or pass it to every command (-c region=…).
  region: 'us-east-1',
  profile: 'default',
  trustedHost: 'domain-name',
  useCliCredentials: false,
  // To remove the deployment: -c removal=destroy (docs/deploy.md).
  removal: 'retain',
  keyTable: { pointInTimeRecovery: true, customerManagedKey: true },
  // 13 months, so that a complete year can be audited. No principal can delete objects from the bucket earlier, including
  // the root user. To reduce the retention or use 'governance', change it before the first deployment.
  audit: { retentionDays: 400, archive: 'compliance' },
  consoleUsers: 'cognito',
  // Without a console page, users copy the code from the address bar of the browser (docs/console-users.md).
  signInCallbackUrls: ['http://localhost/callback'],
  // Long enough to investigate an incident that is detected late. The audit trail is stored in the table.
  logRetentionDays: 90,
  throttle: {
    // All APIs of an account share 10,000 requests per second in a Region. Key management needs fewer than 50.
    admin: { rateLimit: 50, burstLimit: 100 },
    // Each request runs one function: 100 per second at about 20 ms use a concurrency of about 2.
    public: { rateLimit: 100, burstLimit: 200 },
  },
  rotation: {
    // A task takes about a second. A batch of tasks with slow responses takes up to a minute.
    maxRunSeconds: 60,
    // AWS clocks differ by milliseconds, and Secrets Manager replicates within seconds. A minute has no cost.
    clockSkewSeconds: 60,
    propagationSeconds: 60,
    // Longer than most outages, because an abandoned rotation needs another new value.
    rotationTimeoutMinutes: 6 * 60,
    // 0.7 cents per key and month. Every minute would cost as much as the secret itself, 40 cents (decision 90).
    resyncMinutes: 60,
    schedules: ['postern', 'secrets-manager'],
  },
  tags: { application: 'postern', stage: 'prod' },
  // Add receivers: notify: { ticket: { emails: ['…'] }, page: { webhooks: ['https://…'] } }.
  // coverage 'full' adds six alarms and a dashboard, for 5 USD a month (docs/cost.md).
  monitoring: { coverage: 'essential', notify: {} },
  emulator: false,
  sample: false,
} as const satisfies StageSettings;
