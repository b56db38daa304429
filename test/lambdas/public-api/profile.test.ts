import { expect, it } from 'vitest';
import { problem } from '../../../lib/contracts/http/problem.ts';
import { publicRoutes } from '../../../lib/contracts/http/public-routes.ts';
import { PROFILES } from '../../../lib/core/profiles/catalogue.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { mindhunters } from '../../../lib/core/profiles/mindhunters.ts';
import { minds } from '../../../lib/core/profiles/minds.ts';
import { openCall } from './open-call.ts';

const { profile: route } = publicRoutes;

it.each([...PROFILES.values()])(
  'returns the key profile of a deployment without credentials: $name',
  async (profile) => {
    const reply = await openCall(profile)(route);
    expect(reply).toMatchObject({ statusCode: 200, headers: { 'Content-Type': 'application/json' } });
    const publishedProfile = route.response.body.parse(JSON.parse(reply.body));
    expect(publishedProfile).toMatchObject({
      profile: profile.name,
      title: profile.title,
      displayNames: profile.displayNames,
    });
    expect(publishedProfile.credentials).toEqual(profile.credentialLocations);
  },
);

it('returns the environments of key values and the owners and creators of keys in the profile', async () => {
  const { body } = await openCall(mindhunters)(route);
  expect(JSON.parse(body)).toMatchObject({
    tenancy: 'by-host',
    environments: ['production', 'staging', 'development', 'ci-cd'],
    defaultEnvironment: 'production',
    ownerKinds: ['person', 'application'],
    keyReaders: ['app-admin', 'developer', 'auditor'],
    keyManagers: ['app-admin', 'developer'],
    developersManage: 'application-keys',
    permissions: null,
    policies: { rotateEveryDays: 90 },
  });
});

it('returns the plans of the deployment instead of those of the profile', async () => {
  const { body } = await openCall(minds, { gold: { apiLimits: { minds: null }, maxKeys: 5 } })(route);
  expect(JSON.parse(body).plans).toEqual({ gold: { apiLimits: { minds: null }, maxKeys: 5, limits: [] } });
});

it.each(Object.entries(publicRoutes))('%s reads no caller input', async (_, open) => {
  const call = openCall(defaultProfile);
  expect(await call(open, { query: 'x=1' })).toEqual(await call(open));
  const reply = await call(open, { rawPath: `${open.path}/%2e` });
  expect(problem.parse(JSON.parse(reply.body))).toMatchObject({ status: 400 });
});
