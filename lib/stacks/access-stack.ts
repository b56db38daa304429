import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ApiKeys } from '../constructs/api-keys/api-keys.ts';
import type { KeyStore } from '../constructs/key-store/key-store.ts';
import type { PosternSettings } from '../stages/stage.ts';

export interface AccessStackProps extends StackProps {
  readonly keyStore: KeyStore;
  readonly settings: Omit<PosternSettings, 'keyTable' | 'sample'>;
}

/** Postern's own API, and the authorizer for APIs that are made without CDK. */
export class AccessStack extends Stack {
  readonly keys: ApiKeys;

  constructor(scope: Construct, id: string, { keyStore, settings, ...props }: AccessStackProps) {
    super(scope, id, props);
    const { stage, region, logRetentionDays: logRetention } = settings;
    const { profile, plans, trustedHost, throttle } = settings;
    this.keys = new ApiKeys(this, 'ApiKeys', {
      store: keyStore,
      profile,
      plans,
      trustedHost,
      stage,
      logRetention,
      throttle,
    });
    new CfnOutput(this, 'ApiUrl', { value: this.keys.api.apiEndpoint });
    new CfnOutput(this, 'ApiId', { value: this.keys.api.apiId });
    new CfnOutput(this, 'AuthorizerArn', { value: this.keys.authorizer.functionArn });
    new CfnOutput(this, 'NextCommand', {
      description: 'What to type next, with a tenant of your own',
      value: `npx postern tenants create acme --stage ${stage} --region ${region}`,
    });
  }
}
