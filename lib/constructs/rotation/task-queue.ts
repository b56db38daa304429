import { Duration } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** Deliveries of a message before SQS moves it to the dead-letter queue. */
const ATTEMPTS = 3;

/** The queue of rotation tasks and its dead-letter queue. */
export class TaskQueue extends Construct {
  readonly queue: Queue;
  /** The queue of messages that failed repeatedly. */
  readonly deadLetters: Queue;
  /** How long a queued task is not queued again: until its message is processed, moved to the dead-letter queue or expired. */
  readonly lease: Duration;

  constructor(scope: Construct, id: string, { maxRunTime }: { readonly maxRunTime: Duration }) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    // AWS recommends six times the function timeout.
    const visibilityTimeout = Duration.seconds(maxRunTime.toSeconds() * 6);
    this.lease = Duration.seconds(visibilityTimeout.toSeconds() * (ATTEMPTS + 2));
    this.queue = new Queue(this, 'Queue', {
      enforceSSL: true,
      visibilityTimeout,
      retentionPeriod: this.lease,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: ATTEMPTS },
    });
  }
}
