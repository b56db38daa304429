import type { IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { KeyStore } from '../key-store/key-store.ts';
import type { UsageStore } from '../usage-store/usage-store.ts';

/** The monitored resources of `ApiKeys`. */
export interface MonitoredKeys {
  readonly store: KeyStore;
  /** The authorizer for APIs that are not created with CDK. */
  readonly authorizer: LambdaFunction;
  /** The function that records usage and the metrics of decisions. Undefined without usage tracking. */
  readonly recorder:
    | (LambdaFunction & { readonly store: UsageStore; readonly deadLetters: IQueue })
    | undefined;
  /** The function that aggregates partial usage. */
  readonly counter: LambdaFunction | undefined;
  /** The audit chain, if it is enabled. */
  readonly auditChain: MonitoredAuditChain | undefined;
  /** The API of Postern. */
  readonly api: Pick<IHttpApi, 'apiId'>;
  /** The access log of that API. */
  readonly accessLog: ILogGroup;
}

/** The monitored resources of `Rotation`. */
export interface MonitoredRotation {
  readonly name: string;
  readonly rotateKey: LambdaFunction;
  readonly sweepKeys: LambdaFunction;
  /** The function that publishes events about limits, if there is one. */
  readonly limitEvents?: LambdaFunction | undefined;
  /** The dead-letter queue of rotation tasks. */
  readonly deadLetters: IQueue;
}

/** The monitored resources of the audit chain of `ApiKeys`. */
export interface MonitoredAuditChain {
  /** The table of the chain. Its name is the dimension of the metrics. */
  readonly auditTable: string;
}
