import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { couldContainValue } from '../../../lib/contracts/http/value-text.ts';
import { PROFILES } from '../../../lib/core/profiles/catalogue.ts';
import { codecsOf } from '../../../lib/core/profiles/codecs.ts';

it.each([...PROFILES.values()])('recognizes a text with a value of $name, and no ID or hint', (profile) => {
  const { key, session } = codecsOf(profile);
  const environment = profile.defaultEnvironment;
  for (const codec of session ? [key, session] : [key]) {
    const generated = codec.generate(randomBytes);
    const value = codec.compose({ environment, ...generated });
    for (const text of [value, `Bearer ${value}`, value.slice(0, -1)])
      expect(couldContainValue(text)).toBe(true);
    const { keyId } = generated;
    for (const text of [keyId, codec.hint({ environment, keyId })])
      expect(couldContainValue(text)).toBe(false);
  }
});

it.each([
  'Nightly export',
  'production-orders-service-of-the-new-platform',
  'orders_service_production_eu_central_1',
])('accepts the name %j', (name) => {
  expect(couldContainValue(name)).toBe(false);
});
