import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { issueKey } from '../../../lib/core/keys/issue.ts';
import { renewKey, replaceKey } from '../../../lib/core/keys/renew.ts';
import { updateKey } from '../../../lib/core/keys/update.ts';
import { mindbridge } from '../../../lib/core/profiles/mindbridge.ts';
import { ADA, createChild, issue, NEW_KEY } from '../../support/sample-tenant.ts';
import { tenantForEachTest } from '../../support/tenant-for-each-test.ts';

const VOCABULARY = ['read', 'write', 'delete'];

const { store, deps } = tenantForEachTest({ profile: mindbridge });
/** The same deployment before its profile closed the vocabulary. */
const before = { ...deps, profile: { ...mindbridge, permissions: null } };

describe('a profile with a closed vocabulary (MB-04)', () => {
  it('issues and updates keys with known permissions only', async () => {
    const permission = fc.oneof(
      fc.constantFrom(...VOCABULARY, 'admin', 'orders:read', 'read:*', 'keys:manage'),
      fc.stringMatching(/^[a-z]{1,8}$/),
    );
    const { key } = await issue(deps, { permissions: ['read'] });
    const property = fc.asyncProperty(fc.uniqueArray(permission, { minLength: 1 }), async (permissions) => {
      const isKnown = permissions.every((each) => VOCABULARY.includes(each));
      const dump = store.dump();
      const name = { tenant: 'acme', id: key.id };
      const changed = await updateKey(deps, ADA, name, { permissions });
      expect(changed.outcome).toBe(isKnown ? 'done' : 'unknown-permission');
      if (!isKnown) expect(store.dump()).toBe(dump);
      const issued = await issueKey(deps, ADA, { ...NEW_KEY, permissions });
      expect(issued.outcome).toBe(isKnown ? 'issued' : 'unknown-permission');
    });
    await fc.assert(property);
  });

  it.each([renewKey, replaceKey])('$name omits unknown permissions of an older key', async (succeed) => {
    const { key } = await issue(before, { permissions: ['read', 'admin'] });
    expect(await succeed(deps, ADA, { tenant: 'acme', id: key.id })).toMatchObject({
      outcome: 'issued',
      key: { permissions: ['read'] },
    });
  });

  it('creates no key with unknown permissions from an older key, and none for such a permission', async () => {
    const { key } = await issue(before, { permissions: ['read', 'admin'] });
    expect(await createChild(deps, key)).toMatchObject({ outcome: 'issued', key: { permissions: ['read'] } });

    const unknown = await issue(before, { permissions: ['admin'] });
    const dump = store.dump();
    expect(await createChild(deps, key, { requiredPermission: 'admin' })).toEqual({
      outcome: 'key-not-active',
    });
    expect(await createChild(deps, unknown.key, { requiredPermission: 'admin' })).toEqual({
      outcome: 'key-not-active',
    });
    expect(store.dump()).toBe(dump);
  });

  it('does not renew a key that has only unknown permissions', async () => {
    const { key } = await issue(before, { permissions: ['admin'] });
    const dump = store.dump();
    expect(await renewKey(deps, ADA, { tenant: 'acme', id: key.id })).toEqual({
      outcome: 'unknown-permission',
    });
    expect(store.dump()).toBe(dump);
  });
});
