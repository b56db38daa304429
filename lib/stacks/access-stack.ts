import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ApiKeys } from '../constructs/api-keys/api-keys.ts';
import { publishedValue } from '../constructs/api-keys/parameters.ts';
import type { AuditStore } from '../constructs/audit-store/audit-store.ts';
import { ConsoleUserPool } from '../constructs/console-users/console-user-pool.ts';
import type { ConsoleUserSource } from '../constructs/console-users/console-user-source.ts';
import type { KeyStore } from '../constructs/key-store/key-store.ts';
import type { LimitsStore } from '../constructs/limits-store/limits-store.ts';
import type { Rotation } from '../constructs/rotation/rotation.ts';
import type { UsageStore } from '../constructs/usage-store/usage-store.ts';
import type { StageSettings } from '../stages/stage.ts';

export interface AccessStackProps extends StackProps {
  readonly keyStore: KeyStore;
  readonly limitsStore: LimitsStore;
  readonly usageStore: UsageStore;
  readonly auditStore: AuditStore;
  /** Undefined without managed keys. */
  readonly rotation: Rotation | undefined;
  /** The prefix of the alarm names; undefined without monitoring. */
  readonly alarmPrefix: string | undefined;
  readonly settings: Omit<StageSettings, 'keyTable' | 'audit' | 'monitoring' | 'emulator' | 'sample'>;
}

/** Postern's own API, and the authorizer for APIs that are created without CDK. */
export class AccessStack extends Stack {
  readonly keys: ApiKeys;

  constructor(
    scope: Construct,
    id: string,
    {
      keyStore,
      limitsStore,
      usageStore,
      auditStore,
      rotation,
      alarmPrefix,
      settings,
      ...props
    }: AccessStackProps,
  ) {
    super(scope, id, props);
    const { stage, region, logRetentionDays: logRetention } = settings;
    const { profile, plans, tenantLimits, tenantSuspension, trustedHost } = settings;
    const { throttle, dashboard, developmentOrigins } = settings;
    this.keys = new ApiKeys(this, 'ApiKeys', {
      store: keyStore,
      limits: limitsStore,
      usage: usageStore,
      audit: auditStore,
      rotation,
      alarmPrefix,
      profile,
      plans,
      tenantLimits,
      tenantSuspension,
      trustedHost,
      stage,
      logRetention,
      throttle,
      consoleUsers: consoleUsersOf(this, settings),
      dashboard,
      developmentOrigins,
    });
    new CfnOutput(this, 'ApiUrl', { value: this.keys.api.apiEndpoint });
    new CfnOutput(this, 'AdminUrl', {
      description: 'Base URL of the admin API; requests need a Signature Version 4 signature',
      value: `${this.keys.api.apiEndpoint}/admin/v1`,
    });
    new CfnOutput(this, 'ApiId', { value: this.keys.api.apiId });
    new CfnOutput(this, 'AuthorizerArn', { value: this.keys.authorizer.functionArn });
    if (settings.consoleUsers === 'cognito' && this.keys.consoleUsers)
      new CfnOutput(this, 'SignInClientId', { value: this.keys.consoleUsers.audience });
    if (this.keys.dashboardUrl) new CfnOutput(this, 'DashboardUrl', { value: this.keys.dashboardUrl });
    new CfnOutput(this, 'NextCommand', {
      description: 'Creates a tenant, an owner and the first key',
      value: `npx postern quickstart --stage ${stage} --region ${region}`,
    });
  }
}

function consoleUsersOf(
  scope: Construct,
  { stage, consoleUsers, signInCallbackUrls: callbackUrls }: AccessStackProps['settings'],
): ConsoleUserSource | undefined {
  if (consoleUsers !== 'cognito') return consoleUsers === 'none' ? undefined : consoleUsers;
  const userPoolId = publishedValue(scope, stage, 'user-pool-id');
  return { directory: ConsoleUserPool.fromUserPoolId(scope, 'ConsoleUsers', userPoolId), callbackUrls };
}
