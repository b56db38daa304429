import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ApiKeys } from '../constructs/api-keys/api-keys.ts';
import type { KeyStore } from '../constructs/key-store/key-store.ts';
import type { StageSettings } from '../stages/stage.ts';

export interface AccessStackProps extends StackProps {
  readonly keyStore: KeyStore;
  readonly settings: Pick<StageSettings, 'stage' | 'profile'>;
}

/** Postern's own API, and the authorizer for APIs that are made without CDK. */
export class AccessStack extends Stack {
  readonly keys: ApiKeys;

  constructor(scope: Construct, id: string, { keyStore, settings, ...props }: AccessStackProps) {
    super(scope, id, props);
    const { stage, profile } = settings;
    this.keys = new ApiKeys(this, 'ApiKeys', { store: keyStore, profile, stage });
    new CfnOutput(this, 'ApiUrl', { value: this.keys.api.apiEndpoint });
    new CfnOutput(this, 'ApiId', { value: this.keys.api.apiId });
    new CfnOutput(this, 'AuthorizerArn', { value: this.keys.authorizer.functionArn });
  }
}
