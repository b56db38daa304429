import { describe, expect, it } from 'vitest';
import { mindhunters } from '../../../lib/core/profiles/mindhunters.ts';
import { credentialHeaders } from '../../enforcement/credential-headers.ts';
import { Stock } from '../../enforcement/sample-keys.ts';
import { authorizerOn } from './authorizer.ts';
import { GATEWAYS } from './gateways.ts';

const HERE = 'acme.api.example.com';

describe.each(GATEWAYS)('the tenant by the host of $name', ({ event, answer, unauthorized }) => {
  const stock = new Stock(mindhunters);
  const { handler, lines } = authorizerOn(stock.reader, { profile: mindhunters });
  const outcomeOf = async (name: string, host: string) => {
    stock.reader.resetCounts();
    const headers = credentialHeaders(mindhunters, stock.value(name));
    const { status } = await answer(handler, event({ host, headers }));
    return [
      status,
      JSON.parse(lines.at(-1) ?? '').outcome,
      stock.reader.reads.map((read) => read.split(' ')[0]),
    ];
  };
  /** REST APIs deny what a profile answers with another status than 401. */
  const denied = 403;

  it('MH-01: a key is let in at its own tenant, on the reads that it costs anyway', async () => {
    expect(await outcomeOf('active', HERE)).toEqual([200, 'allowed', ['key']]);
    expect(await outcomeOf('active', HERE.toUpperCase())).toEqual([200, 'allowed', ['key']]);
    expect(await outcomeOf('bound', HERE)).toEqual([200, 'allowed', ['key', 'owner']]);
  });

  it('MH-01: at the host of another tenant a key is as good as none', async () => {
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

  it('MH-02: whether there is a tenant is read after an unknown key or tenant alone', async () => {
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
    'a host that names no tenant names an unknown one (%j)',
    async (host) => {
      const [status, outcome] = await outcomeOf('active', host);
      expect([status, outcome]).toEqual([denied, 'unknown-tenant']);
    },
  );

  it('fails closed where the tenant can not be read', async () => {
    stock.reader.readTenant = () => Promise.reject(new Error('throttled'));
    const [, outcome] = await outcomeOf('elsewhere', HERE);
    expect(outcome).toBe('unavailable');
  });
});
