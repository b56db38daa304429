import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ApiKeys } from '../constructs/api-keys/api-keys.ts';
import type { KeyStore } from '../constructs/key-store/key-store.ts';
import type { StageSettings } from '../stages/stage.ts';

export interface AccessStackProps extends StackProps {
  readonly keyStore: KeyStore;
  readonly settings: Pick<StageSettings, 'stage' | 'region' | 'profile' | 'logRetentionDays' | 'throttle'>;
}

/** Postern's own API, and the authorizer for APIs that are made without CDK. */
export class AccessStack extends Stack {
  readonly keys: ApiKeys;

  constructor(scope: Construct, id: string, { keyStore, settings, ...props }: AccessStackProps) {
    super(scope, id, props);
    const { stage, region, profile, logRetentionDays: logRetention, throttle } = settings;
    this.keys = new ApiKeys(this, 'ApiKeys', { store: keyStore, profile, stage, logRetention, throttle });
    new CfnOutput(this, 'ApiUrl', { value: this.keys.api.apiEndpoint });
    new CfnOutput(this, 'ApiId', { value: this.keys.api.apiId });
    new CfnOutput(this, 'AuthorizerArn', { value: this.keys.authorizer.functionArn });
    new CfnOutput(this, 'NextCommand', {
      description: 'What to type next, with a tenant of your own',
      value: `npx postern tenants create acme --stage ${stage} --region ${region}`,
    });
  }
}
