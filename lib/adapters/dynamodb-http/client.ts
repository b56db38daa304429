import type {
  GetItemCommandInput,
  GetItemCommandOutput,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb';
import type { Credentials } from './credentials.ts';
import { DynamoDBError } from './dynamodb-error.ts';
import { endpointOf } from './endpoint.ts';
import { createExchange, type SendExchange } from './exchange.ts';
import { createSigner } from './signature.ts';

/** The operations in use. Any operation of DynamoDB without binary attributes can be added here. */
interface Operations {
  readonly GetItem: Operation<GetItemCommandInput, GetItemCommandOutput>;
  readonly UpdateItem: Operation<UpdateItemCommandInput, UpdateItemCommandOutput>;
}

interface Operation<Input, Output> {
  readonly input: Input;
  readonly output: Omit<Output, '$metadata'>;
}

export interface CallOptions {
  /** Milliseconds of each attempt, until the end of its response. */
  readonly timeoutMs: number;
  /** How often the request is sent at most. 1 for a write that must not be repeated: a failed attempt may have been applied. */
  readonly attempts: number;
}

/** A client of DynamoDB for the decision path. */
export interface DynamoDBHttpClient {
  /**
   * Calls an operation. Repeats network errors, timeouts, throttling and status 5xx with jitter, up to `attempts`.
   *
   * @throws DynamoDBError if DynamoDB responded with an error, TimeoutError, or the error of the network
   */
  call<Name extends keyof Operations>(
    operation: Name,
    input: Operations[Name]['input'],
    options: CallOptions,
  ): Promise<Operations[Name]['output']>;
}

export interface DynamoDBHttpClientDeps {
  readonly credentials: Credentials;
  /** Select the Region and the endpoint. @default process.env */
  readonly variables?: NodeJS.ProcessEnv;
  /** Returns a number in [0, 1). @default Math.random */
  readonly random?: () => number;
  /** Sends a request. @default - `node:https`, or `node:http` for a local endpoint */
  readonly exchange?: SendExchange;
}

const BACKOFF_MS = 100;
const BACKOFF_CAP_MS = 1_000;

/**
 * Creates a client that sends with `node:https`. The client of the SDK has the same behavior, but it is four fifths of an
 * authorizer's bundle and its first call takes several milliseconds of CPU time.
 *
 * @throws Error if the Region is missing or an endpoint URL is invalid
 */
export function createDynamoDBHttpClient({
  credentials,
  variables = process.env,
  random = Math.random,
  exchange,
}: DynamoDBHttpClientDeps): DynamoDBHttpClient {
  const { url, region } = endpointOf(variables);
  const send = exchange ?? createExchange(url.protocol);
  const sign = createSigner(region);

  const attempt = async (operation: string, body: string, timeoutMs: number): Promise<string> => {
    const signed = sign({ url, headers: headersOf(operation, body), body }, await credentials());
    const headers = { ...signed, 'user-agent': 'postern' };
    const response = await send({ url, headers, body, timeoutMs });
    if (response.status !== 200) throw new DynamoDBError(response.status, response.body);
    return response.body;
  };

  return {
    async call(operation, input, { timeoutMs, attempts }) {
      const body = JSON.stringify(input);
      for (let sent = 1; ; sent += 1) {
        try {
          return JSON.parse(await attempt(operation, body, timeoutMs));
        } catch (error) {
          const isFinal = error instanceof DynamoDBError && !error.isTransient;
          if (isFinal || sent >= attempts) throw error;
        }
        await backoff(sent, random);
      }
    },
  };
}

function headersOf(operation: string, body: string): Readonly<Record<string, string>> {
  return {
    'content-type': 'application/x-amz-json-1.0',
    'content-length': String(Buffer.byteLength(body)),
    'x-amz-target': `DynamoDB_20120810.${operation}`,
  };
}

/** Full jitter, so that instances that fail together do not retry together. */
function backoff(sent: number, random: () => number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, random() * Math.min(BACKOFF_CAP_MS, BACKOFF_MS * 2 ** (sent - 1)));
  });
}
