import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { LIMITS_TABLE } from '../../contracts/limits-table.ts';
import type {
  BucketAssignment,
  BucketCondition,
  BucketState,
  BucketUpdate,
} from '../../core/limits/bucket.ts';
import type { Attributes } from './item.ts';

/** One conditional `UpdateItem`. It returns the state after it, or the state that failed its conditions. */
export function bucketUpdateInput(
  table: string,
  bucket: string,
  update: BucketUpdate,
): UpdateItemCommandInput {
  return {
    ...conditionalUpdate(table, bucket, update),
    ReturnValues: 'ALL_NEW',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  };
}

/** The update without return values, for a transaction. */
export function conditionalUpdate(table: string, bucket: string, { when, set }: BucketUpdate) {
  const placeholders = new Placeholders();
  const conditions = when.map((condition) => conditionText(condition, placeholders));
  const assignments = set.map((assignment) => assignmentText(assignment, placeholders));
  return {
    TableName: table,
    Key: { [LIMITS_TABLE.partitionKey]: { S: bucket } },
    ...(conditions.length > 0 && { ConditionExpression: conditions.join(' AND ') }),
    UpdateExpression: `SET ${assignments.join(', ')}`,
    ExpressionAttributeNames: placeholders.names,
    ExpressionAttributeValues: placeholders.values,
  };
}

/** The numbers of a bucket. An item that does not exist is an idle bucket. */
export function decodeBucket(item: Attributes | undefined): BucketState {
  const state: Record<string, number> = {};
  for (const [name, attribute] of Object.entries(item ?? {})) {
    if (attribute.N !== undefined) state[name] = Number(attribute.N);
  }
  return state;
}

/** Attribute names and values of an expression. Names of limits can be reserved words or contain dots. */
class Placeholders {
  readonly names: Record<string, string> = {};
  readonly values: Record<string, { N: string }> = {};

  name(attribute: string): string {
    const known = Object.entries(this.names).find(([, name]) => name === attribute);
    if (known) return known[0];
    const placeholder = `#${Object.keys(this.names).length}`;
    this.names[placeholder] = attribute;
    return placeholder;
  }

  value(value: number): string {
    const placeholder = `:${Object.keys(this.values).length}`;
    this.values[placeholder] = { N: String(value) };
    return placeholder;
  }
}

const OPERATORS = { equal: '=', 'at-most': '<=', 'at-least': '>=' } as const;

function conditionText(condition: BucketCondition, placeholders: Placeholders): string {
  const name = placeholders.name(condition.attribute);
  switch (condition.is) {
    case 'absent':
      return `attribute_not_exists(${name})`;
    case 'absent-or-below':
      return `(attribute_not_exists(${name}) OR ${name} < ${placeholders.value(condition.value)})`;
    case 'between':
      return `${name} BETWEEN ${placeholders.value(condition.low)} AND ${placeholders.value(condition.high)}`;
    default:
      return `${name} ${OPERATORS[condition.is]} ${placeholders.value(condition.value)}`;
  }
}

function assignmentText(assignment: BucketAssignment, placeholders: Placeholders): string {
  const name = placeholders.name(assignment.attribute);
  return 'to' in assignment
    ? `${name} = ${placeholders.value(assignment.to)}`
    : `${name} = ${name} + ${placeholders.value(assignment.add)}`;
}
