import { describe, expect, it } from 'vitest';
import { mindhunters } from '../../../lib/core/profiles/mindhunters.ts';
import { credentialHeaders } from '../../enforcement/credential-headers.ts';
import { SampleKeys } from '../../enforcement/sample-keys.ts';
import { authorizerOn } from './authorizer.ts';
import { GATEWAYS } from './gateways.ts';

const HERE = 'acme.api.example.com';

describe.each(GATEWAYS)('the tenant by the host of $name', ({ event, answer, unauthorized }) => {
  const sampleKeys = new SampleKeys(mindhunters);
  const { handler, lines } = authorizerOn(sampleKeys.reader, { profile: mindhunters });
  const outcomeOf = async (name: string, host: string) => {
    sampleKeys.reader.resetCounts();
    const headers = credentialHeaders(mindhunters, sampleKeys.value(name));
    const { status } = await answer(handler, event({ host, headers }));
    return [
      status,
      JSON.parse(lines.at(-1) ?? '').outcome,
      sampleKeys.reader.reads.map((read) => read.split(' ')[0]),
    ];
  };
  /** A REST API returns a deny policy for every error status other than 401. */
  const denied = 403;

  it('MH-01: allows a key at the host of its tenant without extra reads', async () => {
    expect(await outcomeOf('active', HERE)).toEqual([200, 'allowed', ['key']]);
    expect(await outcomeOf('active', HERE.toUpperCase())).toEqual([200, 'allowed', ['key']]);
    expect(await outcomeOf('bound', HERE)).toEqual([200, 'allowed', ['key', 'owner']]);
  });

  it('MH-01: treats a key at the host of another tenant as unknown', async () => {
    expect(await outcomeOf('elsewhere', HERE)).toEqual([unauthorized, 'wrong-tenant', ['key', 'tenant']]);
    expect(await outcomeOf('active', 'globex.api.example.com')).toEqual([
      unauthorized,
      'wrong-tenant',
      ['key', 'tenant'],
    ]);
    expect(await outcomeOf('revoked', 'globex.api.example.com')).toEqual([
      unauthorized,
      'unknown',
      ['key', 'tenant'],
    ]);
  });

  it('MH-02: reads the tenant only after an unknown key or tenant', async () => {
    expect(await outcomeOf('unknown', HERE)).toEqual([unauthorized, 'unknown', ['key', 'tenant']]);
    for (const name of ['active', 'unknown', 'revoked']) {
      expect(await outcomeOf(name, 'nobody.api.example.com')).toEqual([
        denied,
        'unknown-tenant',
        ['key', 'tenant'],
      ]);
    }
    for (const name of ['revoked', 'disabled', 'expired', 'powerless']) {
      expect((await outcomeOf(name, HERE)).at(-1)).toEqual(['key']);
    }
  });

  it.each(['localhost', 'api', '', 'acme_.api.example.com', '-acme.api.example.com', '203.0.113.7', '[::1]'])(
    'treats a host without a tenant as an unknown tenant (%j)',
    async (host) => {
      const [status, outcome] = await outcomeOf('active', host);
      expect([status, outcome]).toEqual([denied, 'unknown-tenant']);
    },
  );

  it('fails closed if the tenant cannot be read', async () => {
    sampleKeys.reader.readTenant = () => Promise.reject(new Error('throttled'));
    const [, outcome] = await outcomeOf('elsewhere', HERE);
    expect(outcome).toBe('unavailable');
  });
});
