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
  'anyone is told the key contract of a deployment with the profile $name',
  async (profile) => {
    const reply = await openCall(profile)(route);
    expect(reply).toMatchObject({ statusCode: 200, headers: { 'Content-Type': 'application/json' } });
    const told = route.response.body.parse(JSON.parse(reply.body));
    expect(told).toMatchObject({
      profile: profile.name,
      title: profile.title,
      displayNames: profile.displayNames,
    });
    expect(told.credentials).toEqual(profile.credentialLocations);
  },
);

it('the contract names the environments that a value marks, and who may have and make keys', async () => {
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

it("the contract's plans are those of the deployment, not of the profile", async () => {
  const { body } = await openCall(minds, { gold: { minds: null } })(route);
  expect(JSON.parse(body).plans).toEqual({ gold: { minds: null } });
});

it.each(Object.entries(publicRoutes))('%s takes nothing from the caller', async (_, open) => {
  const call = openCall(defaultProfile);
  expect(await call(open, { query: 'x=1' })).toEqual(await call(open));
  const reply = await call(open, { rawPath: `${open.path}/%2e` });
  expect(problem.parse(JSON.parse(reply.body))).toMatchObject({ status: 400 });
});
