import * as z from 'zod';
import { keyProfileView } from './profile.ts';
import { ignoredQuery, noBody, type Route } from './route.ts';

/** The public routes. They require no key and return no stored data. */
export const publicRoutes = {
  openApi: {
    method: 'GET',
    path: '/openapi.json',
    summary: 'Describe every route of this API (OpenAPI 3.1)',
    params: z.strictObject({}),
    query: ignoredQuery,
    body: noBody,
    response: { status: 200, body: z.looseObject({ openapi: z.literal('3.1.1') }) },
    problems: [],
  },
  profile: {
    method: 'GET',
    path: '/profile.json',
    summary: 'Show the key profile: credential locations, limits and display names',
    params: z.strictObject({}),
    query: ignoredQuery,
    body: noBody,
    response: { status: 200, body: keyProfileView },
    problems: [],
  },
} as const satisfies Record<string, Route>;
