import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { KEY_TABLE } from '../../contracts/key-table.ts';
import type { Attributes } from './read-item.ts';

export function text(value: string): AttributeValue {
  return { S: value };
}

export function integer(value: number): AttributeValue {
  return { N: String(value) };
}

/** The attributes that place an item in the table and its indexes. */
export function keyAttributes(keys: object): Attributes {
  return Object.fromEntries(Object.entries(keys).map(([name, value]) => [name, text(value)]));
}

/** When DynamoDB may remove an item: in whole seconds, and never before the instant. */
export function removableAt(ms: number): Attributes {
  return { [KEY_TABLE.timeToLive]: integer(Math.ceil(ms / 1000)) };
}

/** An instant as text that sorts by time. */
export function isoInstant(ms: number): string {
  return new Date(ms).toISOString();
}
