import { Duration } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

/** How often SQS hands over a message before it is laid aside. The sweep queues a key again anyway. */
const ATTEMPTS = 3;

/** What is to be done for managed keys, and what could not be done. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  /** Where messages end that failed again and again: each is a fault on our side. */
  readonly deadLetters: Queue;
  /** For how long a queued visit is not queued again: as long as a run of it may be under way. */
  readonly lease: Duration;

  constructor(scope: Construct, id: string, { run }: { readonly run: Duration }) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    // What AWS recommends for a function that takes batches.
    this.lease = Duration.seconds(run.toSeconds() * 6);
    this.queue = new Queue(this, 'Queue', {
      enforceSSL: true,
      visibilityTimeout: this.lease,
      // What waits for longer was queued again since.
      retentionPeriod: Duration.hours(1),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: ATTEMPTS },
    });
  }
}
