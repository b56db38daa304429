import { expect, it } from 'vitest';
import type * as z from 'zod';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { ownKeyRoutes } from '../../../lib/contracts/http/self-service-keys.ts';
import { validate } from '../../../lib/contracts/issues.ts';

const NAMES = [
  ['name of a tenant', adminRoutes.createTenant.body, { id: 'acme' }, 'name'],
  ['new name of a tenant', adminRoutes.updateTenant.body, {}, 'name'],
  ['ID of a tenant', adminRoutes.createTenant.body, {}, 'id'],
  ['name of an owner', adminRoutes.createOwner.body, { id: 'jo', kind: 'account' }, 'name'],
  ['ID of an owner', adminRoutes.createOwner.body, { kind: 'account' }, 'id'],
  ['new name of an owner', adminRoutes.updateOwner.body, {}, 'name'],
  ['name of a key', adminRoutes.createKey.body, { owner: 'jo' }, 'name'],
  ['environment of a key', adminRoutes.createKey.body, { owner: 'jo' }, 'environment'],
  ['new name of a key', adminRoutes.updateKey.body, {}, 'name'],
  ['name of a managed key', adminRoutes.manageKey.body, { owner: 'jo' }, 'name'],
  ['name of a key of a key holder', ownKeyRoutes.createOwnKey.body, {}, 'name'],
] satisfies [string, z.ZodType, object, string][];

/** NUL, escape, line break, C1, line separator, right-to-left override, isolate. */
const REJECTED = ['\u0000', '\u001b[31m', '\n', '\u009b', '\u2028', '\u202e', '\u2066'];

it.each(NAMES)(
  'rejects control characters and bidirectional overrides in the %s',
  (_, schema, others, field) => {
    for (const text of REJECTED) {
      const { issues } = validate(schema, { ...others, [field]: `a${text}b` }, 'response');
      expect(
        issues?.map(({ path }) => path),
        JSON.stringify(text),
      ).toEqual([field]);
    }
  },
);

it('rejects them in the reason of a freeze', () => {
  const rotationFreeze = { until: '2027-01-31T12:00:00Z', reason: 'a\u202eb' };
  const { issues } = validate(adminRoutes.updateTenant.body, { rotationFreeze }, 'response');
  expect(issues?.map(({ path, message }) => `${path} ${message}`)).toEqual([
    'rotationFreeze.reason must not have control or bidirectional formatting characters',
  ]);
});

it.each(['Nightly build', 'مفتاح الإنتاج', '🔑 prod', "O'Neil & Sons"])('accepts the name %s', (name) => {
  expect(validate(adminRoutes.updateKey.body, { name }, 'response').issues).toBeUndefined();
});
