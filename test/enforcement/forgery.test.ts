import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { mindhunters } from '../../lib/core/profiles/mindhunters.ts';
import { mindset } from '../../lib/core/profiles/mindset.ts';
import type { Profile } from '../../lib/core/profiles/profile.ts';
import type { Call } from '../../scripts/samples/authorizer-events.ts';
import { FRONTS } from '../guard/gateway-events.ts';
import { runtimeOver } from '../guard/runtime.ts';
import { authorizerOn } from '../lambdas/authorizer/authorizer.ts';
import { GATEWAYS } from '../lambdas/authorizer/gateways.ts';
import { credentialHeaders } from './credential-headers.ts';
import { SampleKeys } from './sample-keys.ts';

// Thousands of requests, on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000 });

/** Headers by which some servers let a caller say another host, protocol, method, path or address. */
const UNTRUSTED_CALLS = fc.array(
  fc.tuple(
    fc.constantFrom(
      ...[
        'X-Forwarded-Host',
        'x-forwarded-host',
        'X-Host',
        'X-Original-Host',
        'X-Forwarded-Server',
        'Forwarded',
      ],
      '_method',
      ...['X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-Prefix', 'X-Forwarded-Path'],
      ...['X-Tenant', 'X-Postern-Tenant', 'X-Amzn-Request-Context', 'X-Real-IP'],
    ),
    fc.constantFrom(
      'globex.api.example.com',
      'acme.api.example.com',
      'GET',
      'http',
      'https',
      '/health',
      '',
      'a,b',
    ),
  ),
  { minLength: 1, maxLength: 4 },
);
/** Headers with which a caller can request another method from the service than the authorized one. */
const OVERRIDES = fc.array(
  fc.tuple(
    fc.constantFrom('X-HTTP-Method-Override', 'x-http-method', 'X-Method-Override'),
    fc.constantFrom('GET', 'post', 'DELETE', 'PURGE', 'GET, DELETE', '', '42'),
  ),
  { minLength: 1, maxLength: 3 },
);
const FORGED_PROTO = fc.constantFrom('http', 'https', 'http,https', '');

/** A request that is allowed or denied by its tenant, method and key. */
function requestsOf(profile: Profile, sampleKeys: SampleKeys): fc.Arbitrary<Call> {
  return fc.record({
    method: fc.constantFrom('GET', 'POST', 'DELETE'),
    host: fc.constantFrom('acme.api.example.com', 'globex.api.example.com', 'nobody.api.example.com'),
    headers: fc
      .constantFrom('active', 'elsewhere', 'revoked', 'powerless')
      .map((name) => credentialHeaders(profile, sampleKeys.value(name))),
  });
}

const FORGERIES = fc.record({
  more: UNTRUSTED_CALLS,
  proto: FORGED_PROTO,
  hostHeader: fc.constantFrom('globex.api.example.com', 'acme.api.example.com', 'evil.example.com'),
});

/** The same request with forged headers. */
function forged(
  call: Call,
  {
    more,
    proto,
    hostHeader,
  }: {
    readonly more: readonly (readonly [string, string])[];
    readonly proto: string;
    readonly hostHeader: string;
  },
): Call {
  const headers = [...(call.headers ?? []), ...more, ['X-Forwarded-Proto', proto] as const];
  return { ...call, hostHeader, headers };
}

describe.each([mindhunters, mindset].map((profile) => [profile.name, profile] as const))(
  '%s',
  (_, profile) => {
    const sampleKeys = new SampleKeys(profile);
    const requests = requestsOf(profile, sampleKeys);

    it.each(GATEWAYS)(
      'gives the authorizer the same input from $name with any forged header',
      async ({ event, answer }) => {
        const { handler } = authorizerOn(sampleKeys.reader, { profile });
        await fc.assert(
          fc.asyncProperty(requests, FORGERIES, async (call, forgery) => {
            const context = (each: Call) => answer(handler, event(each));
            expect(await context(forged(call, forgery))).toEqual(await context(call));
          }),
        );
      },
    );

    it.each(FRONTS.filter(({ name }) => !name.startsWith('Hono')))(
      'never allows a request with a method override header that $name denies without it',
      async (front) => {
        const { runtime } = runtimeOver(sampleKeys.reader, profile, { trustedHost: 'host-header' });
        await fc.assert(
          fc.asyncProperty(requests, OVERRIDES, async (call, more) => {
            const overridden = { ...call, headers: [...(call.headers ?? []), ...more] };
            const [before, after] = [
              await front.answer(runtime, call),
              await front.answer(runtime, overridden),
            ];
            if (after.status === 200 || before.status !== 200) expect(after).toEqual(before);
            else expect(after.status).toBe(403);
          }),
        );
      },
    );

    const vouching = FRONTS.filter(({ vouches }) => vouches || profile.tenancy === 'by-key');
    it.each(vouching)(
      'returns the same response from a guard behind $name with any forged header',
      async (front) => {
        const { runtime } = runtimeOver(sampleKeys.reader, profile);
        await fc.assert(
          fc.asyncProperty(requests, FORGERIES, async (call, forgery) => {
            expect(await front.answer(runtime, forged(call, forgery))).toEqual(
              await front.answer(runtime, call),
            );
          }),
        );
      },
    );

    it.each(FRONTS)('takes the tenant only from Host if Host is trusted ($name)', async (front) => {
      const { runtime } = runtimeOver(sampleKeys.reader, profile, { trustedHost: 'host-header' });
      await fc.assert(
        fc.asyncProperty(requests, UNTRUSTED_CALLS, async (call, more) => {
          const changed = { ...call, headers: [...(call.headers ?? []), ...more] };
          expect(await front.answer(runtime, changed)).toEqual(await front.answer(runtime, call));
        }),
      );
    });
  },
);
