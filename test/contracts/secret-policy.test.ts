import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readSecretPolicy, secretPolicy } from '../../lib/contracts/secret-policy.ts';

const role = fc.integer({ min: 0, max: 99 }).map((n) => `arn:aws:iam::123456789012:role/r${n}`);
const roles = fc.uniqueArray(role, { minLength: 1, maxLength: 16 });

it('the policy of a secret is read as it was written', () => {
  fc.assert(
    fc.property(roles, (readers) => {
      expect(readSecretPolicy(secretPolicy(readers))).toEqual({ readers: readers.sort(), isExact: true });
    }),
  );
});

it('the policy of one reader is the same with the reader and the statement outside of lists', () => {
  const reader = 'arn:aws:iam::123456789012:role/one';
  const { Statement, ...rest } = JSON.parse(secretPolicy([reader]));
  const [statement] = Statement;
  const text = JSON.stringify({ ...rest, Statement: { ...statement, Principal: { AWS: reader } } });
  expect(readSecretPolicy(text)).toEqual({ readers: [reader], isExact: true });
});

it.each([
  [
    'a statement of another author',
    { Sid: 'Other', Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' },
  ],
  ['a denial', { Sid: 'Other', Effect: 'Deny', Principal: { AWS: '*' }, Action: '*', Resource: '*' }],
])('a policy with %s is not exact, and its readers are those of our statement', (_, statement) => {
  const reader = 'arn:aws:iam::123456789012:role/one';
  const policy = JSON.parse(secretPolicy([reader]));
  const text = JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] });
  expect(readSecretPolicy(text)).toEqual({ readers: [reader], isExact: false });
});

it('a policy without our statement names no reader of ours', () => {
  expect(readSecretPolicy('{"Statement":[{"NotPrincipal":"x"}]}')).toEqual({ readers: [], isExact: false });
});
