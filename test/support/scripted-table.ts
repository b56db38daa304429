import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { HttpRequest } from '@smithy/core/protocols';
import type { WritableKeyTable } from '../../lib/adapters/dynamodb/commit.ts';
import { type StubResponse, stubbedClient } from './stubbed-client.ts';

/** One response of DynamoDB (a string is sent unchanged), or an Error of the network. */
export type Answer = Error | { readonly status: number; readonly body: object | string };

export interface ScriptedTable extends WritableKeyTable {
  /** The request bodies, in order. */
  readonly requests: readonly string[];
  /** The attempts that were delayed by a backoff. */
  readonly backoffs: readonly number[];
}

/**
 * A table behind the real SDK client with scripted responses. The last response is repeated.
 * @param maxAttempts the number of attempts of the SDK per request
 */
export function scriptedTable(answers: readonly Answer[], maxAttempts = 1): ScriptedTable {
  const requests: string[] = [];
  const backoffs: number[] = [];
  const respond = (request: HttpRequest): StubResponse => {
    requests.push(new TextDecoder().decode(request.body));
    const answer = answers[Math.min(requests.length, answers.length) - 1];
    if (!answer || answer instanceof Error) return answer ?? new Error('The script has no response');
    const { status, body } = answer;
    return { status, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) };
  };
  const client = new DynamoDBClient({ ...stubbedClient(respond), maxAttempts });
  const backoff = async (attempt: number) => {
    backoffs.push(attempt);
  };
  return { client, table: 'keys', backoff, requests, backoffs };
}

export function success(body: object = {}): Answer {
  return { status: 200, body };
}

export function failure(name: string, status = 400, details: object = {}): Answer {
  return { status, body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: name, ...details } };
}

/** A cancelled transaction with one reason per item, in order. */
export function cancellation(...reasons: readonly (string | { Code: string; Item: object })[]): Answer {
  const CancellationReasons = reasons.map((each) => (typeof each === 'string' ? { Code: each } : each));
  return failure('TransactionCanceledException', 400, { CancellationReasons });
}

/** A network error without a response. */
export function networkError(code: string): Answer {
  return Object.assign(new Error(code), { code });
}
