import type { IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { KeyStore } from '../key-store/key-store.ts';
import type { UsageStore } from '../usage-store/usage-store.ts';

/** What is watched of a deployment's keys: `ApiKeys` has it. */
export interface WatchedKeys {
  readonly store: KeyStore;
  /** Decides for APIs that are made without CDK. */
  readonly authorizer: LambdaFunction;
  /** What records usage, if anything does: no usage, no word of what is decided. */
  readonly recorder: (LambdaFunction & { readonly store: UsageStore }) | undefined;
  /** Adds up what was recorded. */
  readonly counter: LambdaFunction | undefined;
  /** Shows that nobody changed the audit trail, if something does. */
  readonly auditChain: WatchedAuditChain | undefined;
  /** Postern's own API. */
  readonly api: Pick<IHttpApi, 'apiId'>;
  /** Its access log. */
  readonly accessLog: ILogGroup;
}

/** What is watched of rotation: `Rotation` has it. */
export interface WatchedRotation {
  readonly name: string;
  readonly rotateKey: LambdaFunction;
  readonly sweepKeys: LambdaFunction;
  /** What could not be done. */
  readonly deadLetters: IQueue;
}

/** What is watched of the audit chain: `ApiKeys` has it. */
export interface WatchedAuditChain {
  /** The table that holds the chain, by which its metrics are told. */
  readonly auditTable: string;
  /** What could not be linked. */
  readonly deadLetters: IQueue;
}
