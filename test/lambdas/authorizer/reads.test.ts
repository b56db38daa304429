import { describe, expect, it } from 'vitest';
import { issuedKey, owner } from '../../../scripts/samples/issued-key.ts';
import { authorizerOver } from './authorizer.ts';
import { GATEWAYS } from './gateways.ts';

const unbound = issuedKey();
const bound = issuedKey({ boundBy: 'owner' });

describe.each(GATEWAYS)('$name', ({ event, answer }) => {
  it.each([
    ['an unbound key', unbound, 1, 1, 1],
    ['a bound key', bound, 2, 2, 1],
  ])('%s makes only its own reads, in one round trip when warm', async (_, issued, reads, cold, warm) => {
    const { handler, reader } = authorizerOver([unbound.key, bound.key], [owner()]);
    const request = event({ headers: [['x-api-key', issued.value]] });

    expect((await answer(handler, request)).status).toBe(200);
    expect([reader.reads.length, reader.roundTrips]).toEqual([reads, cold]);

    reader.resetCounts();
    expect((await answer(handler, request)).status).toBe(200);
    expect([reader.reads.length, reader.roundTrips]).toEqual([reads, warm]);
  });
});
