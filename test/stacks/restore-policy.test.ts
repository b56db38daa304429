import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allows, readPolicy } from '../support/iam-policy.ts';
import { stageTemplates } from '../support/stage-templates.ts';

const POLICY = readPolicy(
  readFileSync(join(import.meta.dirname, '../../docs/policies/restore.json'), 'utf8'),
);
const TABLES = Object.keys(
  stageTemplates('prod').get('Postern-prod-Data')?.findResources('AWS::DynamoDB::GlobalTable') ?? {},
);

/** CloudFormation generates the name of a table from the stack, the logical ID and twelve characters. */
const nameOf = (logicalId: string) => `Postern-prod-Data-${logicalId}-1A2B3C4D5E6F`;
const keyTable = nameOf(TABLES.find((id) => id.startsWith('KeyStore')) ?? 'missing');
const otherTables = TABLES.map(nameOf).filter((name) => name !== keyTable);
const copy = `${keyTable}-20261231T120000Z`;

const FILL = ['BatchWriteItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan', 'UpdateItem'];
const COMMANDS = {
  copy: ['DescribeTable', 'RestoreTableToPointInTime', 'DeleteTable', ...FILL],
  keyTable: [
    ...['DescribeTable', 'RestoreTableToPointInTime'],
    ...['ConditionCheckItem', 'GetItem', 'PutItem', 'Query'],
  ],
};

function isAllowed(action: string, table: string): boolean {
  const arn = `arn:aws:dynamodb:us-east-1:123456789012:table/${table}`;
  return allows(POLICY, { action: `dynamodb:${action}`, arn, context: {} });
}

describe('the policy of a restore', () => {
  it('allows to create, fill, read and delete the copy', () => {
    expect(COMMANDS.copy.filter((action) => !isAllowed(action, copy))).toEqual([]);
  });

  it('allows to copy the key table, and to read and write its items', () => {
    expect(COMMANDS.keyTable.filter((action) => !isAllowed(action, keyTable))).toEqual([]);
    expect(isAllowed('Query', `${keyTable}/index/gsi1`)).toBe(true);
  });

  it('does not allow to delete or update items of the key table, to scan it, or to delete it', () => {
    const denied = ['BatchWriteItem', 'DeleteItem', 'DeleteTable', 'Scan', 'UpdateItem'];
    expect(denied.filter((action) => isAllowed(action, keyTable))).toEqual([]);
  });

  it('does not allow access to the other tables', () => {
    expect(otherTables.length).toBeGreaterThan(2);
    const actions = new Set([...COMMANDS.copy, ...COMMANDS.keyTable]);
    expect(otherTables.filter((table) => [...actions].some((action) => isAllowed(action, table)))).toEqual(
      [],
    );
  });
});
