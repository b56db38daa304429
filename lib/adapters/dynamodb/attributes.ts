import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { JsonObject } from '../../core/json.ts';
import type { Attributes } from './read-item.ts';

export const NULL: AttributeValue = { NULL: true };

export function text(value: string): AttributeValue {
  return { S: value };
}

export function textOrNull(value: string | null): AttributeValue {
  return value === null ? NULL : text(value);
}

export function texts(values: readonly string[]): AttributeValue {
  return { L: values.map(text) };
}

export function integer(value: number): AttributeValue {
  return { N: String(value) };
}

export function integers(values: readonly number[]): AttributeValue {
  return { L: values.map(integer) };
}

export function integerOrNull(value: number | null): AttributeValue {
  return value === null ? NULL : integer(value);
}

export function flag(value: boolean): AttributeValue {
  return { BOOL: value };
}

export function map(fields: Attributes): AttributeValue {
  return { M: { ...fields } };
}

export function maps(values: readonly Attributes[]): AttributeValue {
  return { L: values.map(map) };
}

/** Free data is kept as its JSON text: it comes back as it was, whatever its depth and its numbers. */
export function json(value: JsonObject): AttributeValue {
  return text(JSON.stringify(value));
}

export function jsonOrNull(value: JsonObject | null): AttributeValue {
  return value === null ? NULL : json(value);
}

/** An instant as text that sorts by time. */
export function isoInstant(ms: number): string {
  return new Date(ms).toISOString();
}
