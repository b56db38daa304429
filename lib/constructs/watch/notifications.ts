import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { FilterOrPolicy, SubscriptionFilter, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, LambdaSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { NOTICE_FORM } from '../../contracts/alarm-notice.ts';
import { BundledFunction } from '../bundled-function.ts';
import { addChat, type Chat } from './chat.ts';

/** Who hears of something. */
export interface Receivers {
  /** @default - nobody by e-mail */
  readonly emails?: readonly string[];
  /**
   * HTTPS addresses that SNS posts to. Each must confirm its subscription.
   *
   * @default - none
   */
  readonly webhooks?: readonly string[];
}

export interface NotificationsProps {
  /**
   * Who hears of every alarm, when it goes off and when it is over.
   *
   * @default - nobody but those who subscribe to the topic
   */
  readonly ticket?: Receivers;
  /**
   * Who is woken.
   *
   * @default - nobody but those who subscribe to the topic
   */
  readonly page?: Receivers;
  /**
   * A channel that is shown both.
   *
   * @default - none
   */
  readonly chat?: Chat;
}

/** What waits here was not delivered: long enough to be found after holidays. */
const KEPT = Duration.days(14);

/**
 * Two topics, encrypted with a key of their own: `ticket` for what is to be looked at, `page` for what wakes people. A
 * function makes a readable notice of what CloudWatch sends; who is paged gets both, so that it can't swallow a page.
 */
export class Notifications extends Construct {
  readonly ticket: Topic;
  readonly page: Topic;
  /** What could not be made readable or delivered. */
  readonly deadLetters: Queue;
  readonly formatter: BundledFunction;
  readonly #key: Key;

  constructor(
    scope: Construct,
    id: string,
    { logRetention, ...notify }: NotificationsProps & { readonly logRetention: RetentionDays | undefined },
  ) {
    super(scope, id);
    this.#key = new Key(this, 'Key', {
      description: 'Encrypts what Postern tells of itself',
      enableKeyRotation: true,
      // What still waits in the queue is encrypted with it; that a key goes is a person's decision.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.#key.addToResourcePolicy(this.#allowAlarms(['kms:Decrypt', 'kms:GenerateDataKey*'], '*'));
    this.ticket = this.#topic('Ticket', 'Postern');
    this.page = this.#topic('Page', 'Postern, now');
    this.deadLetters = new Queue(this, 'DeadLetters', { enforceSSL: true, retentionPeriod: KEPT });
    this.formatter = this.#formatter(logRetention);
    this.#subscribe(this.ticket, notify.ticket, 'readable alone');
    this.#subscribe(this.page, notify.page, 'everything');
    if (notify.chat) addChat(this, notify.chat, [this.ticket, this.page]);
  }

  #topic(id: string, displayName: string): Topic {
    // `enforceSSL` takes the place of the policy that lets the account publish: whoever may is said here.
    const topic = new Topic(this, id, { displayName, masterKey: this.#key, enforceSSL: true });
    topic.addToResourcePolicy(this.#allowAlarms(['sns:Publish'], topic.topicArn));
    return topic;
  }

  /** Alarms of this account, and of no other. */
  #allowAlarms(actions: string[], resource: string): PolicyStatement {
    return new PolicyStatement({
      sid: 'Alarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions,
      resources: [resource],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    });
  }

  #formatter(logRetention: RetentionDays | undefined): BundledFunction {
    const formatter = new BundledFunction(this, 'FormatNotice', {
      bundle: 'format-notice',
      description: 'Makes readable notices of alarms',
      timeout: Duration.seconds(15),
      logRetention,
      deadLetterQueue: this.deadLetters,
    });
    const topics = [this.ticket, this.page];
    formatter.addToRolePolicy(
      new PolicyStatement({ actions: ['sns:Publish'], resources: topics.map(({ topicArn }) => topicArn) }),
    );
    formatter.addToRolePolicy(
      new PolicyStatement({ actions: ['kms:Decrypt', 'kms:GenerateDataKey'], resources: [this.#key.keyArn] }),
    );
    for (const topic of topics) {
      topic.addSubscription(
        new LambdaSubscription(formatter, {
          // What it publishes itself is text, and no JSON: it never hears itself.
          filterPolicyWithMessageBody: {
            AlarmName: FilterOrPolicy.filter(SubscriptionFilter.existsFilter()),
          },
          deadLetterQueue: this.deadLetters,
        }),
      );
    }
    return formatter;
  }

  #subscribe(topic: Topic, receivers: Receivers = {}, what: 'readable alone' | 'everything'): void {
    const { emails = [], webhooks = [] } = receivers;
    const filter =
      what === 'everything'
        ? {}
        : {
            filterPolicy: {
              [NOTICE_FORM.name]: SubscriptionFilter.stringFilter({ allowlist: [NOTICE_FORM.readable] }),
            },
          };
    for (const email of emails) topic.addSubscription(new EmailSubscription(email, filter));
    for (const webhook of webhooks) {
      topic.addSubscription(
        new UrlSubscription(webhook, {
          ...filter,
          protocol: SubscriptionProtocol.HTTPS,
          deadLetterQueue: this.deadLetters,
        }),
      );
    }
  }
}
