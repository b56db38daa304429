import type { AlarmStatus } from '../contracts/alarm-status.ts';
import type { Deployment } from './deployment.ts';
import { CredentialsError } from './errors.ts';
import type { RegisteredAuthorizer } from './gateway-authorizers.ts';

/** Reads of the AWS account of a deployment. All methods throw the errors of the SDK. */
export interface AwsAccount {
  /**
   * The ARN of the caller. Requires no permission.
   * @throws CredentialsError if there are no credentials
   */
  caller(): Promise<string>;
  /** The secret string of the current version. */
  readSecret(secretArn: string): Promise<string>;
  /** Deletes a secret immediately, without a recovery window. Succeeds if it does not exist. */
  deleteSecret(secretArn: string): Promise<void>;
  /** The value of a parameter of Systems Manager; undefined if it does not exist. */
  parameter(name: string): Promise<string | undefined>;
  /** The values of all parameters whose name has this path, by name. */
  parametersBelow(path: string): Promise<ReadonlyMap<string, string>>;
  /** The sum of a metric in a range of time. */
  metricSum(metric: AccountMetric): Promise<number>;
  /** The metric and composite alarms with a name prefix. */
  alarms(namePrefix: string): Promise<readonly AlarmStatus[]>;
  /** The receivers of the topics that alarms with a name prefix notify; undefined if there are no such alarms. */
  alarmReceivers(namePrefix: string): Promise<readonly AlarmReceiver[] | undefined>;
  /** The authorizers of HTTP and REST APIs that call a function. */
  authorizers(functionArn: string): Promise<readonly RegisteredAuthorizer[]>;
  /** The unreserved concurrency of Lambda functions in the Region. */
  unreservedConcurrency(): Promise<number>;
}

/** A subscription of a topic, except functions of the deployment. */
export interface AlarmReceiver {
  /** `email`, `https` and other protocols of Amazon SNS. */
  readonly protocol: string;
  readonly isConfirmed: boolean;
}

/** A metric of CloudWatch and a range of time, in milliseconds since 1970. */
export interface AccountMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly fromMs: number;
  readonly untilMs: number;
}

const MS_PER_MINUTE = 60_000;
/** The ARN of a subscription whose receiver did not confirm it. */
const PENDING = 'PendingConfirmation';
const BOUNDS = { maxAttempts: 2, requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000 } };

/** The Region, credentials and endpoint for reads of an account. */
export interface AccountScope extends Pick<Deployment, 'region' | 'credentials'> {
  /** The endpoint of an emulator; AWS if omitted. */
  readonly endpoint?: string;
}

/** Makes the reads of an account. SDK clients are loaded on first use, because most commands do not need them. */
export function openAwsAccount(scope: AccountScope): AwsAccount {
  return {
    async caller() {
      const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
      const { Arn } = await withCredentials(
        new STSClient({ ...scope, ...BOUNDS }).send(new GetCallerIdentityCommand()),
      );
      return defined(Arn, 'Arn');
    },
    async readSecret(secretArn) {
      const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
      const command = new GetSecretValueCommand({ SecretId: secretArn });
      const { SecretString } = await withCredentials(
        new SecretsManagerClient({ ...scope, ...BOUNDS }).send(command),
      );
      return defined(SecretString, 'SecretString');
    },
    async deleteSecret(SecretId) {
      const { DeleteSecretCommand, ResourceNotFoundException, SecretsManagerClient } = await import(
        '@aws-sdk/client-secrets-manager'
      );
      const command = new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true });
      await withCredentials(new SecretsManagerClient({ ...scope, ...BOUNDS }).send(command)).catch(
        (error) => {
          if (!(error instanceof ResourceNotFoundException)) throw error;
        },
      );
    },
    async parameter(Name) {
      const { GetParameterCommand, ParameterNotFound, SSMClient } = await import('@aws-sdk/client-ssm');
      try {
        const command = new GetParameterCommand({ Name });
        return (await withCredentials(new SSMClient({ ...scope, ...BOUNDS }).send(command))).Parameter?.Value;
      } catch (error) {
        if (error instanceof ParameterNotFound) return undefined;
        throw error;
      }
    },
    parametersBelow: (path) => readParameters(scope, path),
    async metricSum({ namespace, name, dimensions, fromMs, untilMs }) {
      const { CloudWatchClient, GetMetricDataCommand } = await import('@aws-sdk/client-cloudwatch');
      const metric = {
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      };
      const command = new GetMetricDataCommand({
        // Data points have the time of their minute.
        StartTime: new Date(Math.floor(fromMs / MS_PER_MINUTE) * MS_PER_MINUTE),
        EndTime: new Date(untilMs),
        MetricDataQueries: [{ Id: 'sum', MetricStat: { Metric: metric, Period: 60, Stat: 'Sum' } }],
      });
      const { MetricDataResults = [] } = await withCredentials(
        new CloudWatchClient({ ...scope, ...BOUNDS }).send(command),
      );
      return MetricDataResults.flatMap(({ Values = [] }) => Values).reduce((sum, each) => sum + each, 0);
    },
    async alarms(AlarmNamePrefix) {
      return (await describedAlarms(scope, AlarmNamePrefix)).map(statusOf);
    },
    alarmReceivers: (namePrefix) => readReceivers(scope, namePrefix),
    async authorizers(functionArn) {
      const { findAuthorizers } = await import('./gateway-authorizers.ts');
      return findAuthorizers(scope, functionArn, scope.endpoint);
    },
    async unreservedConcurrency() {
      const { GetAccountSettingsCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
      const { AccountLimit } = await withCredentials(
        new LambdaClient({ ...scope, ...BOUNDS }).send(new GetAccountSettingsCommand()),
      );
      return defined(AccountLimit?.UnreservedConcurrentExecutions, 'UnreservedConcurrentExecutions');
    },
  };
}

async function readParameters(scope: AccountScope, Path: string): Promise<ReadonlyMap<string, string>> {
  const { paginateGetParametersByPath, SSMClient } = await import('@aws-sdk/client-ssm');
  const client = new SSMClient({ ...scope, ...BOUNDS });
  const pages = paginateGetParametersByPath({ client }, { Path, Recursive: true });
  const found = new Map<string, string>();
  for await (const { Parameters = [] } of withCredentialsOfPages(pages)) {
    for (const { Name, Value } of Parameters) found.set(defined(Name, 'Name'), defined(Value, 'Value'));
  }
  return found;
}

async function describedAlarms(
  scope: AccountScope,
  AlarmNamePrefix: string,
): Promise<readonly DescribedAlarm[]> {
  const { CloudWatchClient, paginateDescribeAlarms } = await import('@aws-sdk/client-cloudwatch');
  const client = new CloudWatchClient({ ...scope, ...BOUNDS });
  const pages = paginateDescribeAlarms(
    { client },
    { AlarmNamePrefix, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] },
  );
  const found: DescribedAlarm[] = [];
  for await (const { MetricAlarms = [], CompositeAlarms = [] } of withCredentialsOfPages(pages)) {
    found.push(...MetricAlarms, ...CompositeAlarms);
  }
  return found;
}

async function readReceivers(
  scope: AccountScope,
  alarmNamePrefix: string,
): Promise<readonly AlarmReceiver[] | undefined> {
  const alarms = await describedAlarms(scope, alarmNamePrefix);
  if (alarms.length === 0) return undefined;
  const topics = new Set(alarms.flatMap(({ AlarmActions = [] }) => AlarmActions));
  const { SNSClient, paginateListSubscriptionsByTopic } = await import('@aws-sdk/client-sns');
  const client = new SNSClient({ ...scope, ...BOUNDS });
  const receivers: AlarmReceiver[] = [];
  for (const TopicArn of topics) {
    for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client }, { TopicArn })) {
      for (const { Protocol: protocol = '', SubscriptionArn } of Subscriptions) {
        if (protocol !== 'lambda') receivers.push({ protocol, isConfirmed: SubscriptionArn !== PENDING });
      }
    }
  }
  return receivers;
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

function defined<Value>(value: Value | undefined, name: string): Value {
  if (value === undefined) throw new Error(`The response of AWS does not contain ${name}`);
  return value;
}

interface DescribedAlarm {
  readonly AlarmActions?: readonly string[] | undefined;
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
    name: defined(alarm.AlarmName, 'AlarmName'),
    state: defined(alarm.StateValue, 'StateValue'),
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
