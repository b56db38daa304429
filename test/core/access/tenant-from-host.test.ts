import fc from 'fast-check';
import { expect, it } from 'vitest';
import { tenantFromHost } from '../../../lib/core/access/tenant-from-host.ts';
import { TENANT_ID } from '../../../lib/core/identifiers.ts';

it.each([
  ['acme.api.example.com', 'acme'],
  ['acme.api.example.com:443', 'acme'],
  ['ACME.Api.Example.com', 'acme'],
  ['a-1.example.com', 'a-1'],
  ['7.example.com', '7'],
])('the first label of %s names the tenant %s', (host, tenant) => {
  expect(tenantFromHost(host)).toBe(tenant);
});

it.each([
  undefined,
  '',
  'localhost',
  'localhost:3000',
  '.example.com',
  '-acme.example.com',
  'acme-.example.com',
  'ac_me.example.com',
  'ac me.example.com',
  'acmé.example.com',
  'acme\n.example.com',
  'user@acme.example.com',
  '*.example.com',
  `${'a'.repeat(64)}.example.com`,
  '[::1]:3000',
])('%j names none', (host) => {
  expect(tenantFromHost(host)).toBeNull();
});

it('returns only valid tenant IDs for any input', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.webAuthority()), (host) => {
      const tenant = tenantFromHost(host);
      if (tenant !== null) expect(tenant).toMatch(TENANT_ID);
    }),
  );
});
