import * as z from 'zod';
import { get } from './define-route.ts';
import { keyProfileView } from './profile.ts';
import { ignoredQuery, type Route } from './route.ts';

/** The public routes. They require no key and return no stored data. */
export const publicRoutes = {
  openApi: get('/openapi.json', {
    summary: 'Describe every route of this API (OpenAPI 3.1)',
    query: ignoredQuery,
    response: z.looseObject({ openapi: z.literal('3.1.1') }),
  }),
  profile: get('/profile.json', {
    summary: 'Show the key profile: credential locations, limits and display names',
    query: ignoredQuery,
    response: keyProfileView,
  }),
} as const satisfies Record<string, Route>;
