import { randomBytes } from 'node:crypto';
import { DIGEST_VERSION, digestSecret } from '../../lib/core/keys/digest.ts';
import type { ParsedValue } from '../../lib/core/keys/format.ts';
import type { Credential, Key } from '../../lib/core/keys/key.ts';
import type { Owner } from '../../lib/core/owners/owner.ts';
import { codecsOf } from '../../lib/core/profiles/codecs.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import { KEY_DEFAULTS, OWNER_DEFAULTS } from './defaults.ts';

/** The current time of tests of decisions. */
export const NOW_MS = Date.UTC(2027, 0, 31, 12);

export const codecs = codecsOf(defaultProfile);
export const codec = codecs.key;

export interface IssuedKey {
  readonly key: Key;
  readonly value: string;
  readonly presented: ParsedValue;
}

/** An active, unbound key with the permissions `read` and `write`, and its value. `settings` override its fields. */
export function issuedKey(settings: Partial<Key> = {}): IssuedKey {
  const { keyId, secret } = codec.generate(randomBytes);
  const environment = settings.environment ?? 'live';
  const key: Key = {
    id: keyId,
    tenant: 'acme',
    owner: 'billing-app',
    boundBy: 'none',
    name: 'billing',
    environment,
    permissions: ['read', 'write'],
    status: 'active',
    createdAtMs: NOW_MS - 86_400_000,
    createdBy: 'arn:aws:iam::123456789012:user/ada',
    expiresAtMs: null,
    metadata: { plan: 'gold' },
    hint: codec.hint({ environment, keyId }),
    ...KEY_DEFAULTS,
    credentials: [credentialOf(keyId, secret)],
    version: 1,
    ...settings,
  };
  const value = codec.compose({ environment, keyId, secret });
  return { key, value, presented: { keyId, secret, environment } };
}

export function credentialOf(keyId: string, secret: string, overrides: Partial<Credential> = {}): Credential {
  const digest = digestSecret(keyId, secret);
  return { generation: 1, digestVersion: DIGEST_VERSION, digest, endsAtMs: null, ...overrides };
}

/** The owner of these keys: an active application. */
export function owner(settings: Partial<Owner> = {}): Owner {
  return {
    tenant: 'acme',
    id: 'billing-app',
    kind: 'application',
    name: null,
    role: null,
    ...OWNER_DEFAULTS,
    identity: null,
    status: 'active',
    createdAtMs: NOW_MS - 86_400_000,
    version: 1,
    ...settings,
  };
}
