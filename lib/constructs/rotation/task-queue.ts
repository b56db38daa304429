import { Duration } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** How often SQS hands over a message before it is laid aside: each is a fault on our side. */
const ATTEMPTS = 3;

/** What is to be done for managed keys, and what could not be done. */
export class TaskQueue extends Construct {
  readonly queue: Queue;
  /** Where messages end that failed again and again. */
  readonly deadLetters: Queue;
  /** For how long a queued visit is not queued again: until its message is done, laid aside or gone. */
  readonly lease: Duration;

  constructor(scope: Construct, id: string, { run }: { readonly run: Duration }) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    // What AWS recommends for a function that takes batches.
    const visibilityTimeout = Duration.seconds(run.toSeconds() * 6);
    this.lease = Duration.seconds(visibilityTimeout.toSeconds() * (ATTEMPTS + 2));
    this.queue = new Queue(this, 'Queue', {
      enforceSSL: true,
      visibilityTimeout,
      retentionPeriod: this.lease,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: ATTEMPTS },
    });
  }
}
