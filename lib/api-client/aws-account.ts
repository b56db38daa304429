import type { Deployment } from './deployment.ts';
import { CredentialsError } from './errors.ts';

/** The AWS account that a deployment is in, as its credentials see it; everything throws as the SDK does. */
export interface AwsAccount {
  /**
   * The ARN that the credentials stand for; anyone may ask.
   * @throws CredentialsError where there are none
   */
  caller(): Promise<string>;
  /** How many Lambda functions may run at the same time in the region, beside reserved ones. */
  unreservedConcurrency(): Promise<number>;
}

const BOUNDS = { maxAttempts: 2, requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000 } };

/** Opens an account; the SDK's clients are loaded when they are used, because most commands use none. */
export function openAwsAccount(place: Pick<Deployment, 'region' | 'credentials'>): AwsAccount {
  return {
    async caller() {
      const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
      const { Arn } = await withCredentials(
        new STSClient({ ...place, ...BOUNDS }).send(new GetCallerIdentityCommand()),
      );
      return stated(Arn, 'Arn');
    },
    async unreservedConcurrency() {
      const { GetAccountSettingsCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
      const { AccountLimit } = await withCredentials(
        new LambdaClient({ ...place, ...BOUNDS }).send(new GetAccountSettingsCommand()),
      );
      return stated(AccountLimit?.UnreservedConcurrentExecutions, 'UnreservedConcurrentExecutions');
    },
  };
}

async function withCredentials<Answer>(answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && error.name === 'CredentialsProviderError')
      throw new CredentialsError(error);
    throw error;
  }
}

function stated<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Error(`AWS answered without ${name}`);
  return value;
}
