import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { KEY_TABLE } from '../../lib/contracts/key-table.ts';

const root = join(import.meta.dirname, '../../lib/adapters');

/** The adapters of other tables: their errors are errors of the functions that use them. */
const OTHER_TABLES = /^dynamodb\/usage\/|^dynamodb\/audit-chain\/chain-store\.ts$/;

it('counts every operation of the adapters on the key table in the alarm on system errors', () => {
  const sources = globSync('{dynamodb,dynamodb-http}/**/*.ts', { cwd: root })
    .filter((file) => !OTHER_TABLES.test(file))
    .map((file) => readFileSync(join(root, file), 'utf8'));
  const operations = sources
    .flatMap((source) => [
      ...source.matchAll(/new (?<operation>\w+)Command\(|DynamoDB_20120810\.(?<target>\w+)/g),
    ])
    .flatMap(({ groups }) => groups?.operation ?? groups?.target ?? []);
  expect([...new Set(operations)].sort()).toEqual([...KEY_TABLE.operations].sort());
});
