import { describe, expect, it } from 'vitest';
import type { DenialOutcome } from '../../lib/core/access/outcomes.ts';
import { PROFILES } from '../../lib/core/profiles/catalogue.ts';
import { UnavailableError } from '../../lib/core/store.ts';
import type { GuardRuntime } from '../../lib/guard/runtime.ts';
import type { Call } from '../../scripts/samples/authorizer-events.ts';
import { credentialHeaders } from '../enforcement/credential-headers.ts';
import { SampleKeys } from '../enforcement/sample-keys.ts';
import { FRONTS, type Front, type Response } from './gateway-events.ts';
import { runtimeOver } from './runtime.ts';

const HOST = 'acme.api.example.com';

/** The documented error responses of each product, to the byte. */
const problems = (scheme: string) => ({
  who: told(
    401,
    'application/problem+json',
    { 'www-authenticate': scheme },
    problem('Unauthorized', 401, 'unauthorized'),
  ),
  what: told(403, 'application/problem+json', {}, problem('Forbidden', 403, 'insufficient-permission')),
  insecure: told(403, 'application/problem+json', {}, problem('Forbidden', 403, 'insecure-transport')),
  unavailable: told(
    503,
    'application/problem+json',
    { 'retry-after': '1' },
    problem('Service Unavailable', 503, 'unavailable'),
  ),
});

function problem(title: string, status: number, code: string): string {
  return `{"type":"about:blank","title":"${title}","status":${status},"code":"${code}"}`;
}

function told(status: number, type: string, headers: Response['headers'], body: string): Response {
  return { status, headers: { 'content-type': type, ...headers }, body };
}

const bearer = { 'www-authenticate': 'Bearer' };
const json = (status: number, headers: Response['headers'], body: string) =>
  told(status, 'application/json', headers, body);
const invalidKey = '{"statusCode":401,"statusMessage":"Unauthorized","message":"Invalid or missing API key"}';
const mayNot = '{"statusCode":403,"statusMessage":"Forbidden","message":"The API key may not do this"}';

const ANSWERS: Readonly<Record<string, Readonly<Partial<Record<string, Response>>>>> = {
  default: problems('Bearer'),
  mindbridge: problems('Bearer'),
  mindkey: problems('ApiKey-v2'),
  mindset: problems('ApiKey'),
  mindhunters: {
    missing: json(401, bearer, '{"error":"Missing Authorization header"}'),
    malformed: json(401, bearer, '{"error":"Invalid token format"}'),
    tenant: json(404, {}, '{"error":"Not Found"}'),
    who: json(401, bearer, '{"error":"Unauthorized"}'),
    what: json(403, {}, '{"error":"Forbidden"}'),
    insecure: json(403, {}, '{"error":"Forbidden"}'),
    unavailable: json(503, { 'retry-after': '1' }, '{"error":"Service Unavailable"}'),
  },
  minds: {
    who: json(401, bearer, invalidKey),
    what: json(403, {}, mayNot),
    insecure: json(403, {}, mayNot),
    unavailable: json(
      503,
      { 'retry-after': '1' },
      '{"statusCode":503,"statusMessage":"Service Unavailable","message":"Try again in a moment"}',
    ),
  },
};

interface Case {
  readonly outcome: DenialOutcome;
  /** The error response of the product, or the next one if the product does not document it. */
  readonly answers: readonly string[];
  /** The name of the sent key; undefined for none. */
  readonly key?: string;
  readonly call?: Call;
  readonly runtime?: Partial<GuardRuntime>;
  readonly only?: 'by-host' | 'sessions';
  readonly failure?: Error;
}

const CASES: readonly Case[] = [
  { outcome: 'missing', answers: ['missing', 'who'] },
  { outcome: 'unknown', answers: ['who'], key: 'unknown' },
  { outcome: 'revoked', answers: ['who'], key: 'revoked' },
  { outcome: 'disabled', answers: ['who'], key: 'disabled' },
  { outcome: 'deleted', answers: ['who'], key: 'deleted' },
  { outcome: 'expired', answers: ['who'], key: 'expired' },
  { outcome: 'owner-deactivated', answers: ['who'], key: 'owner-deactivated' },
  { outcome: 'insufficient-permission', answers: ['what'], key: 'powerless' },
  { outcome: 'insufficient-permission', answers: ['what'], key: 'active', call: { method: 'DELETE' } },
  { outcome: 'ip-not-allowed', answers: ['what'], key: 'other-address' },
  { outcome: 'ip-not-allowed', answers: ['what'], key: 'other-address-of-owner' },
  { outcome: 'ip-not-allowed', answers: ['what'], key: 'session-of-other-address', only: 'sessions' },
  { outcome: 'session-ended', answers: ['who'], key: 'session-ended', only: 'sessions' },
  { outcome: 'wrong-tenant', answers: ['who'], key: 'elsewhere', only: 'by-host' },
  {
    outcome: 'unknown-tenant',
    answers: ['tenant'],
    key: 'active',
    call: { host: 'nobody.api.example.com' },
    only: 'by-host',
  },
  {
    outcome: 'unknown-tenant',
    answers: ['tenant'],
    key: 'unknown',
    call: { host: 'nobody.api.example.com' },
    only: 'by-host',
  },
  {
    outcome: 'unknown-tenant',
    answers: ['tenant'],
    key: 'active',
    call: { host: 'localhost' },
    only: 'by-host',
  },
  {
    outcome: 'unavailable',
    answers: ['unavailable'],
    key: 'active',
    failure: new UnavailableError('the key table could not be read'),
  },
];

describe.each([...PROFILES.values()].map((profile) => [profile.name, profile] as const))(
  '%s',
  (name, profile) => {
    const sampleKeys = new SampleKeys(profile);

    async function answerOf(
      front: Front,
      { key, call, runtime: given, failure }: Case,
      headers?: Call['headers'],
    ) {
      const trustedHost = front.vouches ? 'domain-name' : 'host-header';
      const { runtime, lines } = runtimeOver(sampleKeys.reader, profile, { trustedHost, ...given });
      const credential = key === undefined ? [] : credentialHeaders(profile, sampleKeys.value(key));
      sampleKeys.reader.failure = failure;
      const sent = { host: HOST, ...call, headers: headers ?? credential };
      const answer = await front.answer(runtime, sent).finally(() => {
        sampleKeys.reader.failure = undefined;
      });
      return { answer, outcomes: outcomesOf(lines) };
    }

    const isOurs = ({ only }: Case) =>
      only === undefined ||
      (only === 'by-host' ? profile.tenancy === 'by-host' : profile.sessionFormat !== null);

    it.each(CASES.filter(isOurs).map((each) => [each.outcome, each.key ?? 'no key', each] as const))(
      'returns the documented response for %s (%s) behind every front end',
      async (outcome, _, each) => {
        const expected = each.answers.map((answer) => ANSWERS[name]?.[answer]).find(Boolean);
        for (const front of FRONTS) {
          const { answer, outcomes } = await answerOf(front, each);
          expect(answer, front.name).toEqual(expected);
          expect(outcomes, front.name).toEqual([outcome]);
        }
      },
    );

    it.each([
      ['malformed', ''],
      ['malformed', 'Basic two words'],
      ['unrecognized-credential', credentialHeaders(profile, 'junk')[0]?.[1] ?? ''],
    ])('returns the documented response for %s (%j)', async (outcome, sent) => {
      const header = profile.credentialLocations[0]?.header ?? '';
      const { malformed, who } = ANSWERS[name] ?? {};
      for (const front of FRONTS) {
        const { answer, outcomes } = await answerOf(front, { outcome: 'malformed', answers: [] }, [
          [header, sent],
        ]);
        expect(answer, front.name).toEqual(outcome === 'malformed' ? (malformed ?? who) : who);
        expect(outcomes, front.name).toEqual([outcome]);
      }
    });

    it.each(['http', 'HTTP', 'https,http', 'https, https', 'ws', ''])(
      'MH-08: denies plain HTTP behind a trusted proxy as forbidden, and reads nothing (%j)',
      async (proto) => {
        sampleKeys.reader.resetCounts();
        const runtime = { forwardedProto: true };
        const overHttp: Case = {
          outcome: 'insecure-transport',
          answers: [],
          key: 'active',
          call: { proto },
          runtime,
        };
        for (const front of FRONTS) {
          const { answer, outcomes } = await answerOf(front, overHttp);
          expect(answer, front.name).toEqual(ANSWERS[name]?.insecure);
          expect(outcomes, front.name).toEqual(['insecure-transport']);
        }
        expect(sampleKeys.reader.reads).toEqual([]);
      },
    );

    it('accepts HTTPS behind a trusted proxy', async () => {
      const overHttps: Case = {
        outcome: 'missing',
        answers: [],
        key: 'active',
        runtime: { forwardedProto: true },
      };
      for (const front of FRONTS) {
        const { answer, outcomes } = await answerOf(front, overHttps);
        expect(answer.status, front.name).toBe(200);
        expect(outcomes, front.name).toEqual(['allowed']);
      }
    });
  },
);

function outcomesOf(lines: readonly string[]): readonly string[] {
  return lines
    .map((line) => JSON.parse(line))
    .filter(({ postern }) => postern === 'decision')
    .map(({ outcome }) => outcome);
}
