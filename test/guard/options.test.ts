import { expect, it } from 'vitest';
import { guard } from '../../lib/guard/guard.ts';

const serve = async () => ({ statusCode: 200, body: '' });
const asOptions = (given: object) => given;

it.each([
  [{ permission: 'Orders' }, /guard\(\) requires the permission 'Orders'; allowed are 1 to 63/],
  [{ permission: 'orders:*' }, /guard\(\) requires the permission 'orders:\*'; allowed/],
  [{ permission: 5 }, /guard\(\) requires the permission '5'; allowed/],
  [{ permissions: { 'GET /orders': '' } }, /'GET \/orders' requires the permission ''; allowed/],
  [
    { permissions: { 'GET /orders': undefined } },
    /'GET \/orders' requires the permission 'undefined'; allowed/,
  ],
  [{ permissions: { '/orders': 'read' } }, /'\/orders' is not a route; allowed are a method and a template/],
  [{ permissions: { 'get /orders': 'read' } }, /'get \/orders' is not a route/],
  [{ open: ['/health'] }, /'\/health' is not a route/],
  [
    { open: ['GET /a'], permissions: { 'GET /a': 'read' } },
    /'GET \/a' is open and cannot require a permission/,
  ],
  [{ permission: 'read', permissions: {} }, /has both 'permission' and 'permissions'/],
  [
    { permision: 'read' },
    /guard\(\) has no option 'permision' of a handler; allowed: permission, cost, permissions, costs, open/,
  ],
])('rejects invalid options of a handler immediately (%j)', (given, message) => {
  expect(() => guard(serve, asOptions(given))).toThrow(message);
});

it.each([
  [{ permission: '' }, /guard\(\) requires the permission ''; allowed/],
  [
    { permissions: { 'GET /orders': 'read' } },
    /no option 'permissions' as middleware; put guard\(\) on the framework/,
  ],
  [{ open: ['GET /health'] }, /no option 'open' as middleware; put guard\(\) on the framework's own routes/],
  [{ scope: 'read' }, /no option 'scope' as middleware/],
])('rejects invalid options of a middleware immediately (%j)', (given, message) => {
  expect(() => guard(asOptions(given))).toThrow(message);
});

it.each([
  [{}],
  [{ permission: null }],
  [{ permission: 'orders:read', open: ['GET /health', '$default', 'ANY /files/{proxy+}'] }],
  [{ permissions: { 'GET /orders/{id}': 'orders:read', $default: null, 'POST $default': 'write' } }],
])('accepts valid options without a deployment (%j)', (given) => {
  expect(guard(serve, given)).toBeTypeOf('function');
});
