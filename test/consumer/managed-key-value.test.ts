import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { KeySecretError, managedKey } from '../../lib/consumer/consumer.ts';
import { parseManagedKeyValue } from '../../lib/consumer/managed-key-value.ts';
import { PROFILES } from '../../lib/core/profiles/catalogue.ts';
import { secretText } from '../../lib/core/rotation/secret-payload.ts';
import { keyOf } from '../support/entities.ts';

const HELD = { keyId: 'key-1', value: 'pk_s3cr3t', header: 'x-api-key', scheme: null };

it.each([...PROFILES])('reads values that the engine writes for the profile %s', (_, profile) => {
  const [place] = profile.credentialLocations;
  expect(parseManagedKeyValue(secretText(keyOf('acme'), 'pk_s3cr3t', profile))).toMatchObject({
    value: 'pk_s3cr3t',
    header: place?.header,
    scheme: place?.scheme ?? null,
  });
});

describe('a secret without a key is rejected, without its content in the error:', () => {
  it.each([
    ['no JSON', 'pk_s3cr3t'],
    ['no object', '"pk_s3cr3t"'],
    ['null', 'null'],
    ['no value', JSON.stringify({ ...HELD, value: undefined })],
    ['a value with a line break', JSON.stringify({ ...HELD, value: 'pk_s3cr3t\r\nx: y' })],
    ['a value beyond ASCII', JSON.stringify({ ...HELD, value: 'pk_s3cr3t\u{1F511}' })],
    ['a header that is none', JSON.stringify({ ...HELD, header: 'x api key' })],
    ['no header', JSON.stringify({ ...HELD, header: null })],
    ['a scheme with a line break', JSON.stringify({ ...HELD, scheme: 'Bearer\n' })],
  ])('%s', async (_, text) => {
    const error = await managedKey({ read: async () => text })
      .fetch('http://127.0.0.1:1/')
      .catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(KeySecretError);
    expect(error).toMatchObject({ fault: 'invalid-secret' });
    expect(inspect(error, { depth: 9 })).not.toContain('s3cr3t');
  });
});

it('rejects a binary secret', async () => {
  const key = managedKey({ secretId: 'an-arn', secrets: { getSecretValue: async () => ({}) } });
  await expect(key.current()).rejects.toMatchObject({ fault: 'invalid-secret' });
});

it('reports an unreadable secret with the cause', async () => {
  const cause = new Error('AccessDeniedException');
  const key = managedKey({ read: () => Promise.reject(cause) });
  await expect(key.current()).rejects.toMatchObject({ fault: 'secret-unavailable', cause });
});

it.each([
  [{ cacheTtlSeconds: -1 }, "'cacheTtlSeconds' is -1; allowed are 0 to 86400"],
  [{ cacheTtlSeconds: Number.NaN }, "'cacheTtlSeconds' is NaN"],
  [{ minRefreshIntervalSeconds: 0 }, "'minRefreshIntervalSeconds' is 0; allowed are 1 to 3600"],
])('rejects times out of bounds: %o', (times, said) => {
  expect(() => managedKey({ read: async () => '', ...times })).toThrow(said);
});
