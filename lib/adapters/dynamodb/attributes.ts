import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { KEY_TABLE } from '../../contracts/key-table.ts';
import type { Attributes } from './item.ts';

export function text(value: string): AttributeValue {
  return { S: value };
}

export function integer(value: number): AttributeValue {
  return { N: String(value) };
}

/** The key attributes of an item in the table and its indexes. */
export function keyAttributes(keys: object): Attributes {
  return Object.fromEntries(Object.entries(keys).map(([name, value]) => [name, text(value)]));
}

/** The time-to-live attribute of an item, in seconds since 1970, rounded up so that it is never before the instant. */
export function removableAt(ms: number): Attributes {
  return { [KEY_TABLE.timeToLive]: integer(Math.ceil(ms / 1000)) };
}

/** An instant as a text that sorts by time. */
export function isoInstant(ms: number): string {
  return new Date(ms).toISOString();
}
