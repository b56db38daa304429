import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { createLookup } from '../../lib/core/access/lookup.ts';
import { PROFILES } from '../../lib/core/profiles/catalogue.ts';
import type { Profile } from '../../lib/core/profiles/profile.ts';
import { UnavailableError } from '../../lib/core/store.ts';
import type { GuardRuntime } from '../../lib/guard/runtime.ts';
import type { Call } from '../../scripts/samples/authorizer-events.ts';
import { FRONTS, type Front } from '../guard/gateway-events.ts';
import { runtimeOver } from '../guard/runtime.ts';
import { authorizerOn } from '../lambdas/authorizer/authorizer.ts';
import { GATEWAYS, type Gateway } from '../lambdas/authorizer/gateways.ts';
import { SampleKeys } from './sample-keys.ts';

// Thousands of requests, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000 });

/** The parts of a decision line that do not depend on the gateway. */
interface Decided {
  readonly outcome: unknown;
  readonly key: unknown;
  readonly generation: unknown;
  readonly permission: unknown;
  readonly session: unknown;
  readonly tenant: unknown;
}

type Settings = Pick<GuardRuntime, 'routes' | 'trustedHost'>;

const ROUTES = {
  'GET /orders/{id}': 'orders:read',
  'POST /orders/{id}': null,
  'PURGE /orders/{id}': 'orders:read',
};

async function byAuthorizer(
  gateway: Gateway,
  sampleKeys: SampleKeys,
  profile: Profile,
  settings: Settings,
  call: Call,
) {
  const lookup = createLookup(sampleKeys.reader, { tenantSuspension: false });
  const { handler, lines } = authorizerOn(sampleKeys.reader, {
    ...settings,
    profile,
    plans: profile.plans,
    lookup,
  });
  const { status } = await gateway.answer(handler, gateway.event(call));
  return { allowed: status === 200, decided: decidedIn(lines) };
}

async function byGuard(
  front: Front,
  sampleKeys: SampleKeys,
  profile: Profile,
  settings: Settings,
  call: Call,
) {
  const { routes, trustedHost } = settings;
  const { runtime, lines } = runtimeOver(sampleKeys.reader, profile, { trustedHost });
  const method = call.method === 'HEAD' ? 'GET' : call.method;
  const permission = Object.entries(routes).find(([route]) => route === `${method} ${call.route}`)?.[1];
  const options = permission === undefined ? {} : { permission };
  const { status } = await front.answer(runtime, call, front.routes ? { permissions: routes } : options);
  return { allowed: status === 200, decided: decidedIn(lines) };
}

function decidedIn(lines: readonly string[]): readonly Decided[] {
  return lines
    .map((line) => JSON.parse(line))
    .filter(({ postern }) => postern === 'decision')
    .map(({ outcome, key, generation, permission, session, tenant }) => {
      return { outcome, key, generation, permission, session, tenant };
    });
}

/** Any request that HTTP can carry to a product: good ones, nearly good ones, and junk. */
function requestTo(profile: Profile, sampleKeys: SampleKeys): fc.Arbitrary<Call> {
  const value = fc.constantFrom(...sampleKeys.names).map((name) => sampleKeys.value(name));
  const text = fc.oneof(
    { weight: 6, arbitrary: value },
    { weight: 1, arbitrary: value.map((each) => `${each.slice(0, -1)}0`) },
    { weight: 1, arbitrary: fc.stringMatching(/^[!-~]([ -~]{0,40}[!-~])?$/) },
  );
  const scheme = fc.constantFrom(
    ...profile.credentialLocations.map((place) => place.scheme ?? ''),
    ...['Bearer', 'bearer', 'ApiKey-v2', 'APIKEY-V2', 'Basic', ''],
  );
  const single = fc.tuple(scheme, text).map(([prefix, rest]) => (prefix === '' ? rest : `${prefix} ${rest}`));
  const credential = fc.oneof(
    { weight: 6, arbitrary: single },
    { weight: 1, arbitrary: fc.tuple(single, single).map((both) => both.join(', ')) },
    { weight: 1, arbitrary: fc.constant('') },
  );
  const name = fc.constantFrom(
    ...profile.credentialLocations.flatMap(({ header }) => [header, header, header.toUpperCase()]),
    ...['authorization', 'Authorization', 'x-api-key', 'X-Api-Key', 'X-Verb', 'X-Forwarded-Host'],
  );
  const other = fc.tuple(name, credential);
  const asDocumented = fc
    .tuple(fc.constantFrom(...profile.credentialLocations), value, fc.boolean())
    .map(([{ header, scheme }, sent, upper]): [string, string] => [
      upper ? header.toUpperCase() : header,
      scheme === null ? sent : `${upper ? scheme.toUpperCase() : scheme} ${sent}`,
    ]);
  return fc.record({
    method: fc.constantFrom('GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE', 'PURGE'),
    route: fc.constantFrom('/orders', '/orders/{id}', '/{proxy+}'),
    path: fc.constant('/orders/42'),
    host: fc.constantFrom(
      'acme.api.example.com',
      'ACME.api.example.com',
      'globex.api.example.com',
      'nobody.api.example.com',
      'localhost',
    ),
    headers: fc.oneof(
      { weight: 3, arbitrary: asDocumented.map((each) => [each]) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(asDocumented, fc.array(other, { maxLength: 2 }))
          .map(([one, more]) => [...more, one]),
      },
      { weight: 2, arbitrary: fc.array(other, { maxLength: 3 }) },
    ),
  });
}

/** A load balancer without multi-value headers forwards only the last value of a header. */
function asHandedOn(front: Front, call: Call): Call {
  if (front.name !== 'a load balancer') return call;
  const headers = new Map(call.headers?.map(([name, value]) => [name.toLowerCase(), value]));
  return { ...call, headers: [...headers] };
}

describe.each([...PROFILES.values()].map((profile) => [profile.name, profile] as const))(
  '%s',
  (_, profile) => {
    const sampleKeys = new SampleKeys(profile);

    async function expectOneDecision(call: Call, settings: Settings): Promise<string> {
      const [rest, ...otherGateways] = GATEWAYS;
      if (!rest) throw new Error('there is no gateway');
      const expected = await byAuthorizer(rest, sampleKeys, profile, settings, call);
      expect(expected.decided).toHaveLength(1);
      expect(expected.allowed).toBe(expected.decided[0]?.outcome === 'allowed');
      for (const gateway of otherGateways) {
        expect(await byAuthorizer(gateway, sampleKeys, profile, settings, call), gateway.name).toEqual(
          expected,
        );
      }
      for (const front of FRONTS) {
        if (settings.trustedHost === 'domain-name' && !front.vouches && profile.tenancy === 'by-host')
          continue;
        const handedOn = asHandedOn(front, call);
        const same =
          handedOn === call ? expected : await byAuthorizer(rest, sampleKeys, profile, settings, handedOn);
        expect(await byGuard(front, sampleKeys, profile, settings, call), front.name).toEqual(same);
      }
      return String(expected.decided[0]?.outcome);
    }

    it.each(['domain-name', 'host-header'] as const)(
      'authorizers and guards make the same decision on every request (tenant by %s)',
      async (trustedHost) => {
        const outcomes = new Set<string>();
        await fc.assert(
          fc.asyncProperty(requestTo(profile, sampleKeys), async (call) => {
            outcomes.add(await expectOneDecision(call, { routes: ROUTES, trustedHost }));
          }),
          { numRuns: 250 },
        );
        // Otherwise all equal results could be denials of malformed input.
        expect([...outcomes]).toEqual(expect.arrayContaining(['allowed', 'missing', 'malformed']));
      },
    );

    it('authorizers and guards make the same decision on keys and sessions in every state', async () => {
      for (const name of sampleKeys.names) {
        for (const method of ['GET', 'POST', 'DELETE']) {
          for (const { header, scheme } of profile.credentialLocations) {
            const value = sampleKeys.value(name);
            const headers = [[header, scheme === null ? value : `${scheme} ${value}`]] as const;
            const call = {
              method,
              route: '/orders/{id}',
              path: '/orders/42',
              host: 'acme.api.example.com',
              headers,
            };
            const outcome = await expectOneDecision(call, { routes: ROUTES, trustedHost: 'host-header' });
            expect(outcome === 'allowed' || !/^(active|bound)$/.test(name) || method === 'DELETE').toBe(true);
          }
        }
      }
    });

    it('authorizers and guards never allow while the table fails', async () => {
      sampleKeys.reader.failure = new UnavailableError('throttled');
      const [{ header, scheme } = { header: '', scheme: null }] = profile.credentialLocations;
      const value = sampleKeys.value('active');
      const headers = [[header, scheme === null ? value : `${scheme} ${value}`]] as const;
      const call = {
        method: 'GET',
        route: '/orders',
        path: '/orders',
        host: 'acme.api.example.com',
        headers,
      };
      expect(await expectOneDecision(call, { routes: {}, trustedHost: 'host-header' })).toBe('unavailable');
      sampleKeys.reader.failure = undefined;
    });
  },
);
