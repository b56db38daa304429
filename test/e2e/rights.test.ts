import { expect, inject, it } from 'vitest';
import { readOutputs } from '../../scripts/local/outputs.ts';
import { allowedAttempts } from './support/role-attempts.ts';

const { endpointUrl, keyTable } = inject('deployment');

it.each([
  ['an authorizer can read single items and nothing more', 'KeyAuthorizer', ['GetItem']],
  ['the public API can read single items and nothing more', 'PublicApi', ['GetItem']],
  [
    'the control API can read, list and replace single items, and neither scan nor delete',
    'ControlApi',
    ['GetItem', 'PutItem', 'Query', 'Query gsi1', 'Query gsi3'],
  ],
  ['the sweep can list what is due and move it, and read no item', 'SweepKeys', ['UpdateItem', 'Query gsi1']],
  [
    'the function that rotates can change single items and forget them, and not scan',
    'RotateKey',
    ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Query gsi1', 'Query gsi3'],
  ],
])('%s', async (_, functionName, allowed) => {
  const attempts = await allowedAttempts({ stack: 'Postern-local-', function: functionName }, keyTable);
  expect(attempts.length).toBeGreaterThan(0);
  for (const each of attempts) expect(each).toEqual(allowed);
});

it.each([
  ['what chains the audit trail can add links and read them', 'AuditChainAppend', ['PutItem', 'Query']],
  ['what checks the chain can read it', 'AuditChainCheck', ['GetItem', 'Query']],
  ['the control API can list the links', 'ControlApi', ['Query']],
])('%s', async (_, functionName, allowed) => {
  const { AuditTableName = '' } = await readOutputs(endpointUrl);
  const attempts = await allowedAttempts({ stack: 'Postern-local-', function: functionName }, AuditTableName);
  expect(attempts.length).toBeGreaterThan(0);
  for (const each of attempts) expect(each).toEqual(allowed);
});
