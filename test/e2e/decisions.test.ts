import { expect, inject, it, vi } from 'vitest';
import { decisionLog } from '../../scripts/local/decision-log.ts';
import { adminClient, newKey, newTenant } from './support/admin.ts';

const { endpointUrl, sampleRestUrl, sampleHttpUrl, sampleGuardUrl } = inject('deployment');

const WITHIN = { timeout: 20_000, interval: 100 };

async function call(url: string, value: string): Promise<void> {
  const response = await fetch(`${url}/hello`, { headers: { authorization: `Bearer ${value}` } });
  await response.arrayBuffer();
}

it('the logs that npm start reads contain a decision for each request to the sample APIs', async () => {
  const decisions = decisionLog(endpointUrl, Date.now());
  const tenant = await newTenant();
  const { id, value } = await newKey(tenant);
  await call(sampleRestUrl, value);
  await call(sampleHttpUrl, value);
  await call(sampleGuardUrl, value);
  await adminClient.call('revokeKey', { params: { tenant, key: id }, body: {} });
  await call(sampleRestUrl, value);

  const decided: string[] = [];
  await vi.waitFor(async () => {
    for (const { line } of await decisions.read(Date.now(), AbortSignal.timeout(5_000))) {
      if (line.tenant !== tenant) continue;
      expect(line).toMatchObject({ key: id, method: 'GET', route: '/hello', ms: expect.any(Number) });
      decided.push(`${line.via} ${line.outcome}`);
    }
    const expected = ['authorizer allowed', 'authorizer allowed', 'authorizer revoked', 'guard allowed'];
    expect(decided.toSorted()).toEqual(expected);
  }, WITHIN);
});
