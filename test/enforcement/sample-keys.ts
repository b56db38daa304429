import { randomBytes } from 'node:crypto';
import type { Codecs } from '../../lib/core/access/presented-credential.ts';
import { digestSessionSecret } from '../../lib/core/keys/digest.ts';
import type { Key } from '../../lib/core/keys/key.ts';
import type { Owner } from '../../lib/core/owners/owner.ts';
import { codecsOf } from '../../lib/core/profiles/codecs.ts';
import type { Profile } from '../../lib/core/profiles/profile.ts';
import type { Session } from '../../lib/core/sessions/session.ts';
import { credentialOf, issuedKey, NOW_MS, owner } from '../../scripts/samples/issued-key.ts';
import { CountingReader } from '../support/counting-reader.ts';
import { tenantOf } from '../support/entities.ts';

const HOUR_MS = 60 * 60 * 1000;
const BOUND = { boundBy: 'owner' } as const;
const COMPROMISED = { atMs: NOW_MS, by: 'ada', reason: 'compromised' } as const;
const PERMISSIONS = ['read', 'write', 'orders:read'];

const OWNERS: readonly Owner[] = [
  owner({ id: 'app', plan: 'lite' }),
  owner({ id: 'gone', status: 'deactivated' }),
  owner({ id: 'on-site', allowedAddresses: ['198.18.0.0/15'] }),
  owner({ id: 'auditor', kind: 'person', role: 'auditor' }),
];

/** Keys in every state, by name. `unknown` is not stored. */
const KEYS = {
  active: {},
  bound: { ...BOUND, owner: 'app' },
  elsewhere: { tenant: 'globex' },
  revoked: { status: 'revoked', credentials: [] },
  compromised: { status: 'revoked', credentials: [], revocation: COMPROMISED },
  disabled: { status: 'disabled' },
  deleted: { status: 'deleted' },
  expired: { expiresAtMs: NOW_MS },
  'owner-deactivated': { ...BOUND, owner: 'gone' },
  'owner-missing': { ...BOUND, owner: 'never-was' },
  'over-role': { ...BOUND, owner: 'auditor' },
  powerless: { permissions: [] },
  'other-address': { allowedAddresses: ['198.18.0.0/15'] },
  'other-address-of-owner': { ...BOUND, owner: 'on-site' },
  unknown: {},
} as const satisfies Record<string, Partial<Key>>;

/** Sessions in every state, with the key of each. `session-unknown` is in no table. */
const SESSIONS = {
  'session-active': ['active', {}],
  'session-of-bound': ['bound', {}],
  'session-of-deleted': ['deleted', {}],
  'session-of-compromised': ['compromised', {}],
  'session-of-deactivated': ['owner-deactivated', {}],
  'session-of-other-address': ['other-address', {}],
  'session-elsewhere': ['elsewhere', { tenant: 'globex' }],
  'session-ended': ['active', { endedAtMs: NOW_MS }],
  'session-expired': ['active', { expiresAtMs: NOW_MS }],
  'session-unknown': ['active', {}],
} as const satisfies Record<string, readonly [keyof typeof KEYS, Partial<Session>]>;

/** A table with a product's keys and sessions in every state, and their values. */
export class SampleKeys {
  readonly reader = new CountingReader();
  readonly #keys = new Map<string, Key>();
  readonly #values = new Map<string, string>();
  readonly #codecs: Codecs;
  readonly #environment: string;

  /** The tenants are `acme`, which everything belongs to by default, and `globex`. */
  constructor({ defaultEnvironment, ...profile }: Profile) {
    this.#codecs = codecsOf(profile);
    this.#environment = defaultEnvironment;
    for (const id of ['acme', 'globex']) {
      this.reader.tenants.set(id, tenantOf({ id }));
    }
    for (const each of OWNERS) this.reader.owners.set(each.id, each);
    for (const [name, settings] of Object.entries(KEYS)) this.#addKey(name, settings);
    if (!this.#codecs.session) return;
    for (const [name, [key, settings]] of Object.entries(SESSIONS)) this.#addSession(name, key, settings);
  }

  /** The names of all keys and of all sessions, if the product has sessions. */
  get names(): readonly string[] {
    return [...this.#values.keys()];
  }

  value(name: string): string {
    return found(this.#values, name);
  }

  key(name: string): Key {
    return found(this.#keys, name);
  }

  #addKey(name: string, settings: Partial<Key>): void {
    const environment = this.#environment;
    const { keyId, secret } = this.#codecs.key.generate(randomBytes);
    const usual = {
      id: keyId,
      environment,
      permissions: PERMISSIONS,
      credentials: [credentialOf(keyId, secret)],
    };
    const key: Key = { ...issuedKey().key, ...usual, ...settings };
    if (name !== 'unknown') this.reader.keys.set(key.id, key);
    this.#keys.set(name, key);
    this.#values.set(name, this.#codecs.key.compose({ environment, keyId, secret }));
  }

  #addSession(name: string, keyName: string, settings: Partial<Session>): void {
    const codec = this.#codecs.session ?? this.#codecs.key;
    const { keyId: id, secret } = codec.generate(randomBytes);
    const { id: key, tenant, owner } = this.key(keyName);
    const session: Session = {
      id,
      tenant,
      key,
      owner,
      user: 'visitor-1',
      permissions: ['read', 'orders:read'],
      createdAtMs: NOW_MS,
      expiresAtMs: NOW_MS + HOUR_MS,
      endedAtMs: null,
      digestVersion: 1,
      digest: digestSessionSecret(id, secret),
      version: 1,
      ...settings,
    };
    if (name !== 'session-unknown') this.reader.sessions.set(id, session);
    this.#values.set(name, codec.compose({ environment: this.#environment, keyId: id, secret }));
  }
}

function found<Value>(all: ReadonlyMap<string, Value>, name: string): Value {
  const value = all.get(name);
  if (value !== undefined) return value;
  throw new Error(`nothing is called '${name}'; there are ${[...all.keys()].join(', ')}`);
}
