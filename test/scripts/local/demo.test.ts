import { expect, it } from 'vitest';
import type { AdminClient } from '../../../lib/api-client/admin-client.ts';
import { demoData } from '../../../scripts/local/demo.ts';

const known = { tenant: 'demo', demoKey: 'pst_live_…', demoKeyId: 'abc', endpointUrl: 'http://127.0.0.1:1' };
const acceptsAll: AdminClient = {
  call: async () => Object.assign(Object.create(null), { outcome: 'allowed' }),
};

it('a demo key that is still accepted is kept, without the addresses of an earlier start', async () => {
  expect(await demoData(acceptsAll, known)).toEqual({
    tenant: 'demo',
    demoKey: 'pst_live_…',
    demoKeyId: 'abc',
  });
});
