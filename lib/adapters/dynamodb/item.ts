import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** The primary key of an item. */
export interface ItemKey {
  readonly pk: string;
  readonly sk: string;
}

/** An item, or a map in an item, as stored in the table. */
export type Attributes = Readonly<Record<string, AttributeValue>>;

export function primaryKey({ pk, sk }: ItemKey): Record<keyof ItemKey, AttributeValue> {
  return { pk: { S: pk }, sk: { S: sk } };
}
