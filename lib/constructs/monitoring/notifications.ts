import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { FilterOrPolicy, SubscriptionFilter, SubscriptionProtocol, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, LambdaSubscription, UrlSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { NOTIFICATION_FORMAT } from '../../contracts/alarm-notification.ts';
import { BundledFunction } from '../bundled-function.ts';
import { addChat, type Chat } from './chat.ts';

/** The receivers of a topic. */
export interface Receivers {
  /**
   * E-mail addresses. Each must confirm its subscription.
   *
   * @default - none
   */
  readonly emails?: readonly string[];
  /**
   * HTTPS endpoints of SNS subscriptions. Each must confirm its subscription.
   *
   * @default - none
   */
  readonly webhooks?: readonly string[];
}

export interface NotificationsProps {
  /**
   * Receivers of every alarm, on ALARM and on OK.
   *
   * @default - only other subscribers of the topic
   */
  readonly ticket?: Receivers;
  /**
   * Receivers of pages.
   *
   * @default - only other subscribers of the topic
   */
  readonly page?: Receivers;
  /**
   * A Slack channel that receives tickets and pages.
   *
   * @default - none
   */
  readonly chat?: Chat;
}

/** Retention of undelivered messages: long enough to be found after holidays. */
const DEAD_LETTER_RETENTION = Duration.days(14);

/**
 * Two topics, encrypted with a KMS key: `ticket` for later review and `page` for immediate action. A
 * function formats the messages of CloudWatch. Receivers of pages get both forms, so that a fault of the function cannot
 * lose a page.
 */
export class Notifications extends Construct {
  readonly ticket: Topic;
  readonly page: Topic;
  /** Messages that could not be formatted or delivered. */
  readonly deadLetters: Queue;
  readonly formatter: BundledFunction;
  readonly #key: IKey;

  constructor(
    scope: Construct,
    id: string,
    {
      logRetention,
      encryptionKey,
      ...notify
    }: NotificationsProps & {
      readonly logRetention: RetentionDays | undefined;
      /** Its policy must allow alarms (`allowAlarms`). A new key if undefined. */
      readonly encryptionKey: IKey | undefined;
    },
  ) {
    super(scope, id);
    this.#key = encryptionKey ?? this.#createKey();
    this.ticket = this.#topic('Ticket', 'Postern');
    this.page = this.#topic('Page', 'Postern, now');
    this.deadLetters = new Queue(this, 'DeadLetters', {
      enforceSSL: true,
      retentionPeriod: DEAD_LETTER_RETENTION,
    });
    this.formatter = this.#formatter(logRetention);
    this.#subscribe(this.ticket, notify.ticket, 'formatted-only');
    this.#subscribe(this.page, notify.page, 'all');
    if (notify.chat) addChat(this, notify.chat, [this.ticket, this.page]);
  }

  #topic(id: string, displayName: string): Topic {
    // `enforceSSL` replaces the default policy that allows the account to publish, so that this policy is required.
    const topic = new Topic(this, id, { displayName, masterKey: this.#key, enforceSSL: true });
    topic.addToResourcePolicy(alarmsStatement(topic, ['sns:Publish'], topic.topicArn));
    return topic;
  }

  #createKey(): Key {
    const key = new Key(this, 'Key', {
      description: 'Encrypts the notifications of Postern',
      enableKeyRotation: true,
      // Messages in the queue are encrypted with it. Deleting a key must be a manual decision.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    allowAlarms(key);
    return key;
  }

  #formatter(logRetention: RetentionDays | undefined): BundledFunction {
    const formatter = new BundledFunction(this, 'FormatNotification', {
      bundle: 'format-notification',
      description: 'Formats alarm notifications',
      timeout: Duration.seconds(15),
      logRetention,
      deadLetterQueue: this.deadLetters,
    });
    const topics = [this.ticket, this.page];
    formatter.addToRolePolicy(
      new PolicyStatement({ actions: ['sns:Publish'], resources: topics.map(({ topicArn }) => topicArn) }),
    );
    formatter.addToRolePolicy(
      new PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [this.#key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `sns.${Stack.of(this).region}.amazonaws.com` } },
      }),
    );
    for (const topic of topics) {
      topic.addSubscription(
        new LambdaSubscription(formatter, {
          // Its own messages are text and not JSON, so that the function does not receive them.
          filterPolicyWithMessageBody: {
            AlarmName: FilterOrPolicy.filter(SubscriptionFilter.existsFilter()),
          },
          deadLetterQueue: this.deadLetters,
        }),
      );
    }
    return formatter;
  }

  #subscribe(topic: Topic, receivers: Receivers = {}, messages: 'formatted-only' | 'all'): void {
    const { emails = [], webhooks = [] } = receivers;
    const filter =
      messages === 'all'
        ? {}
        : {
            filterPolicy: {
              [NOTIFICATION_FORMAT.name]: SubscriptionFilter.stringFilter({
                allowlist: [NOTIFICATION_FORMAT.readable],
              }),
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

/** Adds to the policy of a key that alarms of its account publish to topics that it encrypts. */
export function allowAlarms(key: Key): void {
  key.addToResourcePolicy(alarmsStatement(key, ['kms:Decrypt', 'kms:GenerateDataKey*'], '*'));
}

/** Allows only alarms of the account. */
function alarmsStatement(scope: Construct, actions: string[], resource: string): PolicyStatement {
  return new PolicyStatement({
    sid: 'Alarms',
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions,
    resources: [resource],
    conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
  });
}
