import { expect, it } from 'vitest';
import { GatewayError, UnexpectedResponseError, UnreachableError } from '../../lib/api-client/errors.ts';
import { readProfile } from '../../lib/api-client/read-profile.ts';
import { PROFILES } from '../../lib/core/profiles/catalogue.ts';
import { contractOf } from './support/profile.ts';
import { recordingServer } from './support/recording-server.ts';

it.each([...PROFILES.values()])(
  'reads the profile of $name from a path below the URL of the API',
  async (profile) => {
    const contract = contractOf(profile);
    await using server = await recordingServer(() => ({ status: 200, text: JSON.stringify(contract) }));
    expect(await readProfile(`http://127.0.0.1:${server.port}/postern/`)).toEqual(contract);
    expect(server.received).toMatchObject([{ method: 'GET', target: '/postern/profile.json' }]);
  },
);

it.each([
  ['an older deployment', 404, '{"message":"Not Found"}', UnexpectedResponseError],
  ['another version', 200, '{"profile":7}', UnexpectedResponseError],
  ['no JSON', 200, '<html>', UnexpectedResponseError],
  ['a gateway that can not serve', 503, '{"message":"Service Unavailable"}', GatewayError],
])('fails for a response with %s', async (_, status, text, kind) => {
  await using server = await recordingServer(() => ({ status, text }));
  await expect(readProfile(`http://127.0.0.1:${server.port}`)).rejects.toThrow(kind);
});

it('reports an unreachable server', async () => {
  await expect(readProfile('http://127.0.0.1:1')).rejects.toThrow(UnreachableError);
});
