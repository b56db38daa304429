import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeAuditEvent } from '../../../lib/adapters/dynamodb/audit-item.ts';
import type { Attributes } from '../../../lib/adapters/dynamodb/item.ts';
import { encodeKey } from '../../../lib/adapters/dynamodb/key-item.ts';
import { encodeManagedKey } from '../../../lib/adapters/dynamodb/managed-key-item.ts';
import { encodeOwner } from '../../../lib/adapters/dynamodb/owner-item.ts';
import { encodeSession } from '../../../lib/adapters/dynamodb/session-item.ts';
import { createStore } from '../../../lib/adapters/dynamodb/store.ts';
import { encodeTenant } from '../../../lib/adapters/dynamodb/tenant-item.ts';
import { compressed } from '../../../lib/adapters/dynamodb/usage/compressed.ts';
import { encodeUsage, usageItemKey } from '../../../lib/adapters/dynamodb/usage/usage-item.ts';
import { createUsageStore } from '../../../lib/adapters/dynamodb/usage/usage-store.ts';
import { type Page, type PageRequest, type Store, UnexpectedItemError } from '../../../lib/core/store.ts';
import { newKeyUsage } from '../../../lib/core/usage/key-usage.ts';
import { aKey, aManagedKey, anEvent, anOwner, aSession, aTenant } from '../../support/arbitraries.ts';
import { keyOf, NOON } from '../../support/entities.ts';
import { scriptedTable, success } from '../../support/scripted-table.ts';

/** One kind of item, with a generated example, the fields with a closed set of values, and its listings. */
interface Kind {
  readonly kind: string;
  readonly items: fc.Arbitrary<{ readonly id: string; readonly item: Attributes }>;
  readonly closed: readonly string[];
  readonly lists: readonly ((store: Store, page: PageRequest) => Promise<Page<object> | 'invalid-cursor'>)[];
}

const key = keyOf('acme');
const span = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER };
const filter = { fromMs: NOON, untilMs: NOON + 1, about: null };

const KINDS: readonly Kind[] = [
  {
    kind: 'tenant',
    items: aTenant.map((tenant) => ({ id: tenant.id, item: encodeTenant(tenant) })),
    closed: ['createdAtMs'],
    lists: [(store, page) => store.listTenants(page)],
  },
  {
    kind: 'owner',
    items: anOwner.map((owner) => ({ id: owner.id, item: encodeOwner({ ...owner, status: 'deactivated' }) })),
    closed: ['kind', 'status', 'role'],
    lists: [
      (store, page) => store.listOwners('acme', page),
      (store, page) => store.listDeactivatedOwners('acme', page),
    ],
  },
  {
    kind: 'key',
    items: aKey.map((each) => ({
      id: each.id,
      item: encodeKey({ ...each, status: 'active', expiresAtMs: NOON }),
    })),
    closed: ['status', 'boundBy'],
    lists: [
      (store, page) => store.listKeys('acme', page),
      (store, page) => store.listKeysOf('acme', 'ann', page),
      (store, page) => store.listExpiringKeys('acme', span, page),
    ],
  },
  {
    kind: 'managed key',
    items: aManagedKey.map((managed) => ({ id: managed.keyId, item: encodeManagedKey(managed) })),
    closed: ['schedule', 'stateTag'],
    lists: [(store, page) => store.listManagedKeys('acme', page)],
  },
  {
    kind: 'session',
    items: aSession.map((session) => ({ id: session.id, item: encodeSession(session) })),
    closed: ['createdAtMs'],
    lists: [(store, page) => store.listSessions(key, page)],
  },
  {
    kind: 'audit event',
    items: anEvent.map((event) => ({ id: event.id, item: encodeAuditEvent(event) })),
    closed: ['action', 'subject'],
    lists: [(store, page) => store.listAuditEvents('acme', filter, page)],
  },
];

/** Some listings read several partitions. */
const NO_MORE = Array.from({ length: 3 }, () => success({ Items: [] }));

describe.each(KINDS)('an item of a newer version: $kind', ({ items, closed, lists }) => {
  const pair = fc.tuple(items, items).filter(([one, other]) => one.id !== other.id);
  const page = { cursor: undefined, limit: 10 };

  it('costs one row of each listing if it has an unknown value, which the page names', async () => {
    await fc.assert(
      fc.asyncProperty(pair, fc.constantFrom(...closed), async ([known, newer], field) => {
        for (const list of lists) {
          const Items = [withField(newer.item, field), known.item];
          const table = scriptedTable([success({ Items }), ...NO_MORE]);
          const store = createStore({ ...table, backoff: async () => {} });
          const found = await list(store, page);
          expect(found).toMatchObject({ items: [expect.anything()], unknown: [newer.id] });
        }
      }),
      { numRuns: 20 },
    );
  });

  it('is listed if it has an unknown attribute', async () => {
    await fc.assert(
      fc.asyncProperty(items, async ({ item }) => {
        for (const list of lists) {
          const Items = [withField({ ...item, addedLater: { S: 'x' } }, 'addedLater')];
          const table = scriptedTable([success({ Items }), ...NO_MORE]);
          const store = createStore({ ...table, backoff: async () => {} });
          const found = await list(store, page);
          expect(found).toMatchObject({ items: [expect.anything()] });
          expect(found).not.toHaveProperty('unknown');
        }
      }),
      { numRuns: 20 },
    );
  });
});

it('continues a listing after a page without a readable row', async () => {
  const newer = encodeKey(key);
  const Items = [withField(newer, 'status'), encodeKey(keyOf('acme'))];
  const store = createStore({ ...scriptedTable([success({ Items })]), backoff: async () => {} });
  const page = await store.listKeys('acme', { cursor: undefined, limit: 1 });
  expect(page).toEqual({ items: [], unknown: [key.id], next: expect.any(String) });
});

it('reads of a single item fail, so that no decision and no write is based on it', async () => {
  const table = scriptedTable([success({ Item: withField(encodeKey(key), 'status') })]);
  const store = createStore({ ...table, backoff: async () => {} });
  await expect(store.readKey(key.id)).rejects.toThrow(UnexpectedItemError);
});

describe('rows of the usage table', () => {
  const entry = {
    ...{ id: '0123456789abcdef', atMs: NOON, outcome: 'allowed', via: 'authorizer' },
    ...{ tenant: 'acme', key: 'k1', method: 'GET', route: '/', sourceAddress: '203.0.113.7' },
  };

  it('the access log names an entry with an unknown outcome, and lists the other entries', async () => {
    const newer = { ...entry, id: 'fedcba9876543210', outcome: 'of a newer version' };
    const segment = {
      sk: { S: '2027-01-31T12:00:00.000Z#b#0' },
      data: inResponse(compressed([entry, newer])),
    };
    const empty = Array.from({ length: 8 }, () => success({ Items: [] }));
    const table = scriptedTable([success({ Items: [segment] }), ...empty]);
    const page = await createUsageStore(table).listAccessLog(
      { tenant: 'acme' },
      { cursor: undefined, limit: 10 },
    );
    expect(page).toEqual({ items: [entry], unknown: [newer.id], next: undefined });
  });

  it('an unreadable usage does not fail the last uses of the other keys', async () => {
    const usages = ['k1', 'k2'].map((id) =>
      encodeUsage(newKeyUsage({ tenant: 'acme', id, permissions: [] }, NOON)),
    );
    const [one = {}, other = {}] = usages;
    const table = scriptedTable([
      success({ Responses: { keys: [withField(one, 'trackedSinceMs'), other] } }),
    ]);
    const found = await createUsageStore(table).readUsages(['k1', 'k2']);
    expect([...found.keys()]).toEqual(['k2']);
    expect(usageItemKey('k2')).toEqual({ pk: 'key#k2', sk: 'usage' });
  });
});

/** Bytes as in the JSON of a response. */
function inResponse({ B = new Uint8Array() }: AttributeValue) {
  return { B: Buffer.from(B).toString('base64') };
}

/** The item with a value that this version does not know. */
function withField(item: Attributes, field: string): Attributes {
  return { ...item, data: { M: { ...item.data?.M, [field]: { S: 'a-value-of-a-newer-version' } } } };
}
