import { expect, it } from 'vitest';
import {
  documentedRoutes,
  holderPermissions,
  keyHolderRoutes,
} from '../../../lib/contracts/http/key-holder-routes.ts';
import { minds } from '../../../lib/core/profiles/minds.ts';
import { KEY_HOLDER_ROUTES } from '../../../lib/core/profiles/profile.ts';

it('each route for key holders requires the permission of its operation, not of its method', () => {
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

it('every route that a profile can name is there, by its name', () => {
  expect(Object.keys(keyHolderRoutes).toSorted()).toEqual([...KEY_HOLDER_ROUTES].toSorted());
});

it('a product documents the routes that its profile names', () => {
  expect(Object.keys(documentedRoutes(keyHolderRoutes, minds))).toEqual([
    'whoAmI',
    'listOwnKeys',
    'createOwnKey',
    'deleteOwnKey',
  ]);
});
