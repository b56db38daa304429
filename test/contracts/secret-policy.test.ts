import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readSecretPolicy, secretPolicy } from '../../lib/contracts/secret-policy.ts';

const role = fc.integer({ min: 0, max: 99 }).map((n) => `arn:aws:iam::123456789012:role/r${n}`);
const roles = fc.uniqueArray(role, { minLength: 1, maxLength: 16 });

it('reads the policy of a secret as it was written', () => {
  fc.assert(
    fc.property(roles, (readers) => {
      expect(readSecretPolicy(secretPolicy(readers))).toEqual({ readers: readers.sort(), isExact: true });
    }),
  );
});

it('reads the policy of one reader also if its reader and its statement are not in lists', () => {
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
])('reports a policy with %s as changed, and reads the readers of its own statement', (_, statement) => {
  const reader = 'arn:aws:iam::123456789012:role/one';
  const policy = JSON.parse(secretPolicy([reader]));
  const text = JSON.stringify({ ...policy, Statement: [...policy.Statement, statement] });
  expect(readSecretPolicy(text)).toEqual({ readers: [reader], isExact: false });
});

it('reads no readers from a policy without its own statement', () => {
  expect(readSecretPolicy('{"Statement":[{"NotPrincipal":"x"}]}')).toEqual({ readers: [], isExact: false });
});
