import fc from 'fast-check';
import { expect, it } from 'vitest';
import { adminRoutes } from '../../lib/contracts/http/admin.ts';
import { isStrictPath } from '../../lib/http/strict-path.ts';

it.each([
  ['a percent sign', '/admin/v1/tenants/acme%2f'],
  ['a doubly encoded dot', '/dashboard/%252e%252e/admin'],
  ['a backslash', '/admin\\v1/tenants'],
  ['an empty segment', '/admin//v1/tenants'],
  ['an empty first segment', '//admin/v1/tenants'],
  ['a dot segment', '/admin/./v1/tenants'],
  ['a parent segment', '/dashboard/../admin/v1/tenants'],
  ['a parent segment at the end', '/admin/v1/tenants/..'],
  ['a dot segment at the end', '/admin/v1/tenants/.'],
  ['a NUL', '/admin/v1/tenants/\u0000'],
  ['a line feed', '/admin/v1/tenants/a\nb'],
  ['a delete character', '/admin/v1/tenants/\u007f'],
  ['a C1 control character', '/admin/v1/tenants/\u0085'],
  ['a replacement character', '/admin/v1/tenants/\ufffd'],
])('rejects a path with %s', (_, path) => {
  expect(isStrictPath(path)).toBe(false);
});

it.each(['/', '/ping', '/admin/v1/tenants/acme/keys/x1', '/a.b/..c/d..', '/.well-known/x', '/tenants/é'])(
  'accepts an unambiguous path: %s',
  (path) => {
    expect(isStrictPath(path)).toBe(true);
  },
);

it('rejects every API path with one percent-encoded character', () => {
  const paths = Object.values(adminRoutes).map(({ path }) => path);
  const property = fc.property(fc.constantFrom(...paths), fc.nat(), fc.nat({ max: 2 }), (path, at, depth) => {
    const index = at % path.length;
    const code = path.charCodeAt(index).toString(16).padStart(2, '0');
    const encoded = `%${'25'.repeat(depth)}${code}`;
    expect(isStrictPath(path.slice(0, index) + encoded + path.slice(index + 1))).toBe(false);
  });
  fc.assert(property);
});
