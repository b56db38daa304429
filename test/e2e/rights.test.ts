import { expect, inject, it } from 'vitest';
import { readOutputs } from '../../scripts/local/outputs.ts';
import { allowedAttempts } from './support/role-attempts.ts';

const { endpointUrl, keyTable } = inject('deployment');

it.each([
  ['an authorizer can only read single items', 'KeyAuthorizer', ['GetItem']],
  ['the public API can only read single items', 'PublicApi', ['GetItem']],
  [
    'the control API can read, list and replace single items, and cannot scan',
    'ControlApi',
    // Of counted keys only; the emulator does not evaluate this condition.
    ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Query gsi1', 'Query gsi3'],
  ],
  [
    // The emulator does not evaluate the condition that limits GetItem and PutItem to the item of the daily checks.
    'the sweep can list and reschedule due reconciles, and store the run of the daily checks',
    'SweepKeys',
    ['GetItem', 'PutItem', 'UpdateItem', 'Query gsi1'],
  ],
  [
    'the rotation function can update and delete single items, and cannot scan',
    'RotateKey',
    ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Query gsi1', 'Query gsi3'],
  ],
])('%s', async (_, functionName, allowed) => {
  const attempts = await allowedAttempts({ stack: 'Postern-local-', function: functionName }, keyTable);
  expect(attempts.length).toBeGreaterThan(0);
  for (const each of attempts) expect(each).toEqual(allowed);
});

it.each([
  [
    'the function that appends to the audit chain can add and list links, and read the last delivered probe',
    'AuditChainAppend',
    ['GetItem', 'PutItem', 'Query'],
  ],
  ['the function that checks the chain can read it', 'AuditChainCheck', ['GetItem', 'Query']],
  [
    'the control API can list the links and read the last delivered probe',
    'ControlApi',
    ['GetItem', 'Query'],
  ],
])('%s', async (_, functionName, allowed) => {
  const { AuditTableName = '' } = await readOutputs(endpointUrl);
  const attempts = await allowedAttempts({ stack: 'Postern-local-', function: functionName }, AuditTableName);
  expect(attempts.length).toBeGreaterThan(0);
  for (const each of attempts) expect(each).toEqual(allowed);
});
