import { expect, it } from 'vitest';
import { authorize } from '../../../lib/core/access/authorize.ts';
import { createLookUp } from '../../../lib/core/access/look-up.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { CountingReader } from '../../support/counting-reader.ts';
import { codec, issuedKey, NOW_MS } from '../../support/issued-key.ts';

const { key, value } = issuedKey();

function ask(reader: CountingReader, apiKey: string | undefined, tenant?: string) {
  const causes: unknown[] = [];
  const deps = {
    places: defaultProfile.places,
    codec,
    lookUp: createLookUp(reader),
    clock: () => NOW_MS,
    onUnavailable: (cause: unknown) => causes.push(cause),
  };
  const headers = (name: string) => (name === 'x-api-key' && apiKey !== undefined ? [apiKey] : []);
  const request = { headers, requirement: { kind: 'any-key' } as const, ...(tenant ? { tenant } : {}) };
  return authorize(deps, request).then((decision) => ({ decision, causes }));
}

function readerWithKey(): CountingReader {
  const reader = new CountingReader();
  reader.keys.set(key.id, key);
  return reader;
}

it.each([
  ['missing', undefined],
  ['malformed', `${value}x`],
])('a %s credential is refused without a read', async (outcome, apiKey) => {
  const reader = readerWithKey();
  expect((await ask(reader, apiKey)).decision).toEqual({ outcome });
  expect(reader.reads).toEqual([]);
});

it('a good credential is allowed on one read', async () => {
  const reader = readerWithKey();
  expect((await ask(reader, value)).decision).toMatchObject({ outcome: 'allowed', key });
  expect(reader.reads).toEqual([`key ${key.id}`]);
});

it('the tenant that the request is for is decided on', async () => {
  expect((await ask(readerWithKey(), value, 'globex')).decision.outcome).toBe('wrong-tenant');
  expect((await ask(readerWithKey(), value, key.tenant)).decision.outcome).toBe('allowed');
});

it('a reader that fails allows nothing, and its error is told to the operator alone', async () => {
  const reader = readerWithKey();
  reader.failure = new Error('throttled');
  expect(await ask(reader, value)).toEqual({
    decision: { outcome: 'unavailable' },
    causes: [reader.failure],
  });
});
