import { expect, it } from 'vitest';
import { unavailableLine } from '../../lib/contracts/unavailable-line.ts';

function errorsIn(cause: unknown): unknown {
  return JSON.parse(unavailableLine(cause)).errors;
}

it('contains codes and names of the errors, and no message', () => {
  const connectionError = Object.assign(new Error('connect to key#abc'), { code: 'ECONNREFUSED' });
  expect(errorsIn(new TypeError('key#abc', { cause: connectionError }))).toEqual([
    'TypeError',
    'ECONNREFUSED',
  ]);
});

it('ends also if the causes form a cycle', () => {
  const error = new Error('round');
  error.cause = error;
  expect(errorsIn(error)).toEqual(['Error', 'Error', 'Error', 'Error']);
});

it.each([undefined, null, 'pst_live_secret', { message: 'pst_live_secret' }])(
  'does not contain a thrown value that is not an error (%j)',
  (cause) => {
    expect(errorsIn(cause)).toEqual([]);
  },
);
