import type { AlarmStatus } from '../contracts/alarm-status.ts';
import type { Deployment } from './deployment.ts';
import { CredentialsError } from './errors.ts';

/** The AWS account that a deployment is in, as its credentials see it; everything throws as the SDK does. */
export interface AwsAccount {
  /**
   * The ARN that the credentials stand for; anyone may ask.
   * @throws CredentialsError where there are none
   */
  caller(): Promise<string>;
  /** The text of a secret's current version. */
  readSecret(secretArn: string): Promise<string>;
  /** The alarms whose names begin so, metric alarms and composite ones. */
  alarms(namePrefix: string): Promise<readonly AlarmStatus[]>;
  /** How many Lambda functions may run at the same time in the region, beside reserved ones. */
  unreservedConcurrency(): Promise<number>;
}

const BOUNDS = { maxAttempts: 2, requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000 } };

/** Where an account is, and who calls it. */
export interface AccountScope extends Pick<Deployment, 'region' | 'credentials'> {
  /** Of an emulator; AWS itself where it is left out. */
  readonly endpoint?: string;
}

/** Opens an account; the SDK's clients are loaded when they are used, because most commands use none. */
export function openAwsAccount(place: AccountScope): AwsAccount {
  return {
    async caller() {
      const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
      const { Arn } = await withCredentials(
        new STSClient({ ...place, ...BOUNDS }).send(new GetCallerIdentityCommand()),
      );
      return stated(Arn, 'Arn');
    },
    async readSecret(secretArn) {
      const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
      const command = new GetSecretValueCommand({ SecretId: secretArn });
      const { SecretString } = await withCredentials(
        new SecretsManagerClient({ ...place, ...BOUNDS }).send(command),
      );
      return stated(SecretString, 'SecretString');
    },
    async alarms(AlarmNamePrefix) {
      const { CloudWatchClient, paginateDescribeAlarms } = await import('@aws-sdk/client-cloudwatch');
      const client = new CloudWatchClient({ ...place, ...BOUNDS });
      const pages = paginateDescribeAlarms(
        { client },
        { AlarmNamePrefix, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
      );
      const found: AlarmStatus[] = [];
      for await (const { MetricAlarms = [], CompositeAlarms = [] } of withCredentialsOfPages(pages)) {
        found.push(...[...MetricAlarms, ...CompositeAlarms].map(statusOf));
      }
      return found;
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

async function withCredentials<Answer>(response: Promise<Answer>): Promise<Answer> {
  try {
    return await response;
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

interface DescribedAlarm {
  readonly AlarmName?: string | undefined;
  readonly AlarmDescription?: string | undefined;
  readonly StateValue?: AlarmStatus['state'] | undefined;
  readonly StateReason?: string | undefined;
  readonly StateTransitionedTimestamp?: Date | undefined;
  readonly StateUpdatedTimestamp?: Date | undefined;
}

function statusOf(alarm: DescribedAlarm): AlarmStatus {
  const since = alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp;
  return {
    name: stated(alarm.AlarmName, 'AlarmName'),
    state: stated(alarm.StateValue, 'StateValue'),
    since: since?.toISOString() ?? null,
    reason: alarm.StateReason ?? '',
    description: alarm.AlarmDescription ?? '',
  };
}

async function* withCredentialsOfPages<Page>(pages: AsyncIterable<Page>): AsyncIterable<Page> {
  const iterator = pages[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await withCredentials(iterator.next());
    if (done) return;
    yield value;
  }
}
