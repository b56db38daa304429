import { expect, it } from 'vitest';
import { PROBE_EVENT } from '../../../lib/contracts/decision-line.ts';
import { readDecisionLine } from '../../../lib/contracts/read-decision-line.ts';
import { issuedKey } from '../../../scripts/samples/issued-key.ts';
import { authorizerOver } from './authorizer.ts';
import { GATEWAYS } from './gateways.ts';

it('logs a probe without a read and allows nothing', async () => {
  const { handler, reader, lines } = authorizerOver([], []);
  expect(await handler(PROBE_EVENT)).toEqual({ isAuthorized: false });
  expect(reader.reads).toEqual([]);
  expect(lines.map(readDecisionLine)).toEqual([
    expect.objectContaining({ via: 'probe', outcome: 'missing', route: 'probe' }),
  ]);
});

it.each(GATEWAYS)('does not accept a probe from a caller of $name', async ({ event, answer }) => {
  const { value } = issuedKey();
  const { handler, lines } = authorizerOver([], []);
  const headers = [
    ['Authorization', `Bearer ${value}`],
    ['postern', 'probe'],
  ] as const;
  await answer(handler, event({ query: PROBE_EVENT, headers }));
  expect(lines.map(readDecisionLine)).toEqual([
    expect.objectContaining({ via: 'authorizer', outcome: 'unknown' }),
  ]);
});
