import { expect, it } from 'vitest';
import { openApiDocument } from '../../../lib/contracts/http/openapi/document.ts';
import { publicRoutes } from '../../../lib/contracts/http/public-routes.ts';
import { PROFILES } from '../../../lib/core/profiles/catalogue.ts';
import { openCall } from './open-call.ts';

const { openApi: route } = publicRoutes;

const PEOPLE = { issuer: 'https://id.example', scope: 'keys' };
const DEPLOYMENTS = [...PROFILES.values()].flatMap((profile) => [
  { profile, name: profile.name, people: PEOPLE },
  { profile, name: profile.name, people: undefined },
]);

it.each(DEPLOYMENTS)(
  'returns the OpenAPI document repeatedly without credentials, for the profile $name with console users $people',
  async ({ profile, people }) => {
    const call = openCall(profile, profile.plans, people);
    for (const _again of [1, 2]) {
      const reply = await call(route);
      expect(reply).toMatchObject({ statusCode: 200, headers: { 'Content-Type': 'application/json' } });
      expect(JSON.parse(reply.body)).toEqual(JSON.parse(JSON.stringify(openApiDocument(profile, people))));
      route.response.body.parse(JSON.parse(reply.body));
    }
  },
);
