import { expect, it } from 'vitest';
import {
  documentedRoutes,
  holderPermissions,
  keyHolderRoutes,
} from '../../../lib/contracts/http/key-holder-routes.ts';
import { minds } from '../../../lib/core/profiles/minds.ts';
import { KEY_HOLDER_ROUTES } from '../../../lib/core/profiles/profile.ts';

it('requires the permission of the operation on each route for key holders, not of the method', () => {
  expect(holderPermissions).toEqual({
    'GET /ping': null,
    'GET /api/v1/auth/me': null,
    'GET /api/v1/limits': null,
    'GET /api/v1/api-keys': 'keys:manage',
    'POST /api/v1/api-keys': 'keys:manage',
    'DELETE /api/v1/api-keys/{keyId}': 'keys:manage',
    'POST /api/v1/sessions': 'sessions:manage',
    'GET /api/v1/sessions': 'sessions:manage',
    'DELETE /api/v1/sessions/{sessionId}': 'sessions:manage',
  });
});

it('has every route that a profile can name, by that name', () => {
  expect(Object.keys(keyHolderRoutes).toSorted()).toEqual([...KEY_HOLDER_ROUTES].toSorted());
});

it('documents exactly the routes that the profile of a product names', () => {
  expect(Object.keys(documentedRoutes(keyHolderRoutes, minds))).toEqual([
    'whoAmI',
    'listOwnKeys',
    'createOwnKey',
    'deleteOwnKey',
  ]);
});
