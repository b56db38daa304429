import type { StageSettings } from './stage.ts';

/** An AWS account: nothing that holds keys can be lost by a deploy. */
export const prod = {
  stage: 'prod',
  // Where keys are kept for good: write your own here, or say it with every command (-c region=…).
  region: 'us-east-1',
  profile: 'default',
  trustedHost: 'domain-name',
  deployWithOwnCredentials: false,
  keyTable: { retained: true, pointInTimeRecovery: true, customerKey: true },
  people: 'cognito',
  // Until there is a page to come back to, the code is read from the browser's address bar (docs/people.md).
  signInCallbackUrls: ['http://localhost/callback'],
  // Long enough to look into an incident that is noticed late; the audit trail itself is in the table.
  logRetentionDays: 90,
  throttle: {
    // An account has 10,000 requests a second in a region, for all its APIs. Nobody manages keys at 50 a second.
    admin: { rateLimit: 50, burstLimit: 100 },
    // One function runs for each request: 100 a second at some 20 ms take about 2 of an account's concurrency.
    public: { rateLimit: 100, burstLimit: 200 },
  },
  tags: { application: 'postern', stage: 'prod' },
  // Add who is to hear of it: notify: { ticket: { emails: ['…'] }, page: { webhooks: ['https://…'] } }.
  watch: { notify: {} },
  emulator: false,
  sample: false,
} as const satisfies StageSettings;
