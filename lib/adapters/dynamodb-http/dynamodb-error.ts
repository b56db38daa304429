import type { Attributes } from '../dynamodb/item.ts';

/** Error names of DynamoDB after which a repeated request can succeed. Status 5xx is repeated with any name. */
const THROTTLING: readonly string[] = [
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
];

/** An error response of DynamoDB. `name` is the error code, for example `ConditionalCheckFailedException`. */
export class DynamoDBError extends Error {
  override readonly name: string;
  readonly status: number;
  /** The item that failed a condition, if the request asked for it. */
  readonly item: Attributes | undefined;

  constructor(status: number, body: string) {
    const { __type, message, Message, Item } = errorFields(body);
    super(textOf(message) ?? textOf(Message) ?? '');
    this.name = textOf(__type)?.split('#').at(-1) ?? `HTTP ${status}`;
    this.status = status;
    this.item = Item;
  }

  /** Whether the request can succeed if it is sent again. */
  get isTransient(): boolean {
    return this.status >= 500 || THROTTLING.includes(this.name);
  }
}

/** The fields of an error response; none if a proxy or a load balancer responded with another body. */
function errorFields(body: string): {
  readonly __type?: unknown;
  readonly message?: unknown;
  readonly Message?: unknown;
  readonly Item?: Attributes;
} {
  try {
    return JSON.parse(body) ?? {};
  } catch {
    return {};
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
