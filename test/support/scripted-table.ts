import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { HttpRequest } from '@smithy/core/protocols';
import type { WritableKeyTable } from '../../lib/adapters/dynamodb/commit.ts';
import { type StubResponse, stubbedClient } from './stubbed-client.ts';

/** What DynamoDB answers to one request (a text as it is); an Error is what the network does instead. */
export type Answer = Error | { readonly status: number; readonly body: object | string };

export interface ScriptedTable extends WritableKeyTable {
  /** The bodies that were sent, in order. */
  readonly requests: readonly string[];
  /** The attempts before which a pause was made. */
  readonly pauses: readonly number[];
}

/**
 * A table behind the real SDK client, with a script in place of the network. The last answer is repeated.
 * @param maxAttempts how often the SDK sends a request, by itself
 */
export function scriptedTable(answers: readonly Answer[], maxAttempts = 1): ScriptedTable {
  const requests: string[] = [];
  const pauses: number[] = [];
  const respond = (request: HttpRequest): StubResponse => {
    requests.push(new TextDecoder().decode(request.body));
    const answer = answers[Math.min(requests.length, answers.length) - 1];
    if (!answer || answer instanceof Error) return answer ?? new Error('the script has no answer');
    const { status, body } = answer;
    return { status, body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)) };
  };
  const client = new DynamoDBClient({ ...stubbedClient(respond), maxAttempts });
  const pause = async (attempt: number) => {
    pauses.push(attempt);
  };
  return { client, table: 'keys', pause, requests, pauses };
}

export function success(body: object = {}): Answer {
  return { status: 200, body };
}

export function failure(name: string, status = 400, details: object = {}): Answer {
  return { status, body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: name, ...details } };
}

/** A cancelled transaction: one reason for each of its items, in order. */
export function cancellation(...reasons: readonly (string | { Code: string; Item: object })[]): Answer {
  const CancellationReasons = reasons.map((each) => (typeof each === 'string' ? { Code: each } : each));
  return failure('TransactionCanceledException', 400, { CancellationReasons });
}

/** What the network does when nobody answers. */
export function networkError(code: string): Answer {
  return Object.assign(new Error(code), { code });
}
