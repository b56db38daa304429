import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, expect, it } from 'vitest';
import { addPostern } from '../../lib/stacks/postern.ts';
import { prod } from '../../lib/stages/prod.ts';
import type { RotationSettings, StageSettings } from '../../lib/stages/stage.ts';
import { rate } from '../support/limits.ts';
import { temporaryApp } from '../support/temporary-app.ts';

type Monitoring = NonNullable<StageSettings['monitoring']>;
type Issuer = Extract<StageSettings['consoleUsers'], object>;
type Nested = 'keyTable' | 'audit' | 'consoleUsers' | 'throttle' | 'rotation' | 'monitoring';
type Setting =
  | Exclude<keyof StageSettings, Nested>
  | `keyTable.${keyof StageSettings['keyTable']}`
  | `audit.${keyof StageSettings['audit']}`
  | `consoleUsers.${keyof Issuer}`
  | `throttle.${keyof StageSettings['throttle']}.${'rateLimit' | 'burstLimit'}`
  | `rotation.${keyof RotationSettings}`
  | `monitoring.${Exclude<keyof Monitoring, 'notify'>}`
  | `monitoring.notify.${keyof Monitoring['notify']}`;

/** Two deployments that differ from prod in every setting. Those of the second exclude some of the first. */
const CHANGED: StageSettings = {
  stage: 'second',
  region: 'eu-west-1',
  profile: 'minds',
  plans: { gold: { apiLimits: { requestsPerDay: 1000 } } },
  tenantLimits: [rate()],
  tenantSuspension: true,
  trustedHost: 'host-header',
  useCliCredentials: true,
  removal: 'destroy',
  keyTable: { pointInTimeRecovery: false, customerManagedKey: false },
  audit: { retentionDays: 90, archive: 'governance' },
  consoleUsers: 'cognito',
  dashboard: false,
  developmentOrigins: ['http://localhost:5173'],
  signInCallbackUrls: ['https://console.example.com/callback'],
  logRetentionDays: 30,
  throttle: { admin: { rateLimit: 7, burstLimit: 8 }, public: { rateLimit: 9, burstLimit: 10 } },
  rotation: {
    maxRunSeconds: 61,
    clockSkewSeconds: 62,
    propagationSeconds: 63,
    rotationTimeoutMinutes: 361,
    resyncMinutes: 59,
    schedules: ['postern'],
  },
  tags: { team: 'identity' },
  monitoring: {
    runbooks: 'https://runbooks.example.com',
    notify: {
      ticket: { emails: ['ops@example.com'] },
      page: { webhooks: ['https://pager.example.com/hook'] },
      chat: { slackWorkspaceId: 'T0123456789', slackChannelId: 'C0123456789' },
    },
    heartbeatUrlParameter: '/alerts/postern',
    thresholds: { failuresPerMinute: 51 },
  },
  emulator: false,
  sample: false,
};
const OTHER: StageSettings = {
  ...prod,
  consoleUsers: {
    issuer: 'https://id.example.com',
    audience: 'console',
    scope: 'orders/console',
    roleClaim: 'roles',
    clientId: 'dashboard',
  },
  emulator: true,
  sample: true,
};

/** Finds values in the templates of a deployment. */
interface Deployment {
  readonly stacks: readonly Stack[];
  /** The values at a path in all resources of a type. `.` separates the members of the path. */
  readonly all: (type: string, path: string) => readonly unknown[];
}

function deployed(settings: StageSettings): Deployment {
  const app = temporaryApp();
  addPostern(app, settings);
  const stacks = app.node.children.filter((child) => child instanceof Stack);
  const templates = stacks.map((stack) => Template.fromStack(stack));
  const all = (type: string, path: string) =>
    templates.flatMap((template) =>
      Object.values(template.findResources(type)).map((resource) => memberAt(resource, path.split('.'))),
    );
  return { stacks, all };
}

function memberAt(container: unknown, [first, ...rest]: readonly string[]): unknown {
  if (first === undefined || typeof container !== 'object' || container === null) return container;
  return memberAt(Object.getOwnPropertyDescriptor(container, first)?.value, rest);
}

type Observed = (deployment: Deployment) => unknown;
const at =
  (type: string, path: string): Observed =>
  ({ all }) =>
    all(`AWS::${type}`, path).filter((value) => value !== undefined);
const table = (path: string) => at('DynamoDB::GlobalTable', path);
const variable = (name: string) => at('Lambda::Function', `Properties.Environment.Variables.${name}`);
const throttle =
  (route: string, limit: string): Observed =>
  ({ all }) =>
    all('AWS::ApiGatewayV2::Stage', 'Properties.RouteSettings').map((routes) =>
      memberAt(routes, [route, limit]),
    );
const limit =
  (name: string): Observed =>
  ({ all }) =>
    all('AWS::Lambda::Function', 'Properties.Environment.Variables.POSTERN_ROTATION_LIMITS')
      .filter((text) => typeof text === 'string')
      .map((text) => memberAt(JSON.parse(text), [name]));
const subscribers =
  (protocol: string): Observed =>
  ({ all }) =>
    all('AWS::SNS::Subscription', 'Properties').filter((each) => memberAt(each, ['Protocol']) === protocol);

/** The effect of each setting. A new setting does not compile until its effect is listed here. */
const EFFECTS: Readonly<Record<Setting, Observed>> = {
  stage: ({ stacks }) => stacks.map(({ stackName }) => stackName.split('-')[1]),
  region: ({ stacks }) => stacks.map(({ region }) => region),
  profile: variable('POSTERN_PROFILE'),
  plans: variable('POSTERN_PLANS'),
  tenantLimits: variable('POSTERN_TENANT_LIMITS'),
  tenantSuspension: variable('POSTERN_TENANT_SUSPENSION'),
  trustedHost: variable('POSTERN_TRUSTED_HOST'),
  useCliCredentials: ({ stacks }) => stacks.map(({ synthesizer }) => synthesizer.constructor.name),
  removal: table('DeletionPolicy'),
  'keyTable.pointInTimeRecovery': ({ all }) =>
    all('AWS::DynamoDB::GlobalTable', 'Properties.Replicas.0.PointInTimeRecoverySpecification'),
  'keyTable.customerManagedKey': table('Properties.SSESpecification.SSEType'),
  'audit.retentionDays': variable('POSTERN_AUDIT_RETENTION_DAYS'),
  'audit.archive': at('S3::Bucket', 'Properties.ObjectLockConfiguration.Rule.DefaultRetention.Mode'),
  'consoleUsers.issuer': at('ApiGatewayV2::Authorizer', 'Properties.JwtConfiguration.Issuer'),
  'consoleUsers.audience': at('ApiGatewayV2::Authorizer', 'Properties.JwtConfiguration.Audience'),
  'consoleUsers.scope': variable('POSTERN_CONSOLE_USERS_SCOPE'),
  'consoleUsers.roleClaim': variable('POSTERN_CONSOLE_USERS_ROLE_CLAIM'),
  'consoleUsers.clientId': variable('POSTERN_DASHBOARD_CLIENT_ID'),
  dashboard: ({ all }) => all('AWS::ApiGatewayV2::Route', 'Properties.RouteKey').includes('GET /dashboard'),
  developmentOrigins: at('ApiGatewayV2::Api', 'Properties.CorsConfiguration.AllowOrigins'),
  signInCallbackUrls: at('Cognito::UserPoolClient', 'Properties.CallbackURLs'),
  logRetentionDays: at('Logs::LogGroup', 'Properties.RetentionInDays'),
  'throttle.admin.rateLimit': at(
    'ApiGatewayV2::Stage',
    'Properties.DefaultRouteSettings.ThrottlingRateLimit',
  ),
  'throttle.admin.burstLimit': at(
    'ApiGatewayV2::Stage',
    'Properties.DefaultRouteSettings.ThrottlingBurstLimit',
  ),
  'throttle.public.rateLimit': throttle('GET /profile.json', 'ThrottlingRateLimit'),
  'throttle.public.burstLimit': throttle('GET /profile.json', 'ThrottlingBurstLimit'),
  'rotation.maxRunSeconds': limit('maxRunMs'),
  'rotation.clockSkewSeconds': limit('clockSkewMs'),
  'rotation.propagationSeconds': limit('propagationMs'),
  'rotation.rotationTimeoutMinutes': limit('rotationTimeoutMs'),
  'rotation.resyncMinutes': limit('resyncIntervalMs'),
  'rotation.schedules': variable('POSTERN_SCHEDULES'),
  tags: ({ stacks }) => stacks.map(({ tags }) => tags.tagValues()),
  'monitoring.runbooks': ({ all }) =>
    JSON.stringify(all('AWS::CloudWatch::Alarm', 'Properties.AlarmDescription')).match(
      /https:\/\/[^/]+/,
    )?.[0],
  'monitoring.notify.ticket': subscribers('email'),
  'monitoring.notify.page': subscribers('https'),
  'monitoring.notify.chat': at('Chatbot::SlackChannelConfiguration', 'Properties.SlackChannelId'),
  'monitoring.coverage': ({ all }) => all('AWS::CloudWatch::Dashboard', 'Type').length,
  'monitoring.heartbeatUrlParameter': variable('POSTERN_HEARTBEAT_PARAMETER'),
  'monitoring.thresholds': ({ all }) => all('AWS::CloudWatch::Alarm', 'Properties.Threshold').includes(51),
  emulator: ({ all }) => all('AWS::CloudWatch::CompositeAlarm', 'Type').length,
  sample: ({ stacks }) => stacks.some(({ stackName }) => stackName.endsWith('-Sample')),
};

let before: Deployment;
let changed: Deployment;
let other: Deployment;
beforeAll(() => {
  before = deployed({ ...prod, plans: {} });
  changed = deployed(CHANGED);
  other = deployed(OTHER);
});

it.each(Object.entries(EFFECTS))('a change of %s changes the templates', (setting, observed) => {
  const isOther = setting.startsWith('consoleUsers.') || setting === 'emulator' || setting === 'sample';
  expect(observed(isOther ? other : changed)).not.toEqual(observed(before));
});
