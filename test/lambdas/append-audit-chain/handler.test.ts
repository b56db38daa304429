import { beforeEach, describe, expect, it } from 'vitest';
import { type AppendAuditChainDeps, createHandler } from '../../../lambdas/append-audit-chain/handler.ts';
import { encodeAuditEvent } from '../../../lib/adapters/dynamodb/audit-item.ts';
import type { Attributes } from '../../../lib/adapters/dynamodb/item.ts';
import { encodeOwner } from '../../../lib/adapters/dynamodb/owner-item.ts';
import { chainedEvent } from '../../../lib/core/audit/chain/link.ts';
import { Verification } from '../../../lib/core/audit/chain/verification.ts';
import type { AuditEvent } from '../../../lib/core/audit/event.ts';
import { MS_PER_DAY } from '../../../lib/core/keys/lifetime.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { eventOf, NOON, ownerOf, tenantOf } from '../../support/entities.ts';
import {
  type ChainFaults,
  createMemoryArchive,
  createMemoryBeginning,
  createMemoryChain,
  type MemoryArchive,
} from '../../support/memory-chain.ts';

const PROBE = { pk: { S: 'audit#.probe' }, sk: { S: 'probe' } };

let faults: ChainFaults;
let clock: { nowMs: number };
let chain: ReturnType<typeof createMemoryChain>;
let archive: MemoryArchive;
let lines: Record<string, unknown>[];
/** The events in the key table. */
let stored: AuditEvent[];
let handler: ReturnType<typeof createHandler>;

beforeEach(() => {
  faults = {};
  clock = { nowMs: NOON };
  chain = createMemoryChain(faults);
  archive = createMemoryArchive();
  lines = [];
  stored = [];
  handler = createHandler({
    ...{ store: chain, archive, retentionDays: 400, auditTable: 'audit-1', trail },
    beginning: createMemoryBeginning(),
    clock: () => clock.nowMs,
    backoff: async () => {},
    log: (line) => lines.push(JSON.parse(line)),
  });
});

const trail: AppendAuditChainDeps['trail'] = {
  listTenants: async () => ({ items: [tenantOf({ id: 'acme' }), tenantOf({ id: 'beta' })], next: undefined }),
  listAuditEvents: async (tenant, { fromMs, untilMs }) => ({
    items: stored.filter((each) => each.tenant === tenant && each.atMs >= fromMs && each.atMs < untilMs),
    next: undefined,
  }),
};

/** A stream record in the Lambda event format. */
function record(item: Attributes, eventName = 'INSERT', more: object = {}) {
  const Keys = { pk: item.pk, sk: item.sk };
  const image = eventName === 'REMOVE' ? {} : { NewImage: item };
  return {
    eventName,
    eventSource: 'aws:dynamodb',
    dynamodb: { Keys, ...image, SequenceNumber: '1' },
    ...more,
  };
}

function probe(sentAtMs: number) {
  return record({ ...PROBE, sentAtMs: { N: String(sentAtMs) } }, 'MODIFY');
}

const metrics = () => lines.filter((line) => '_aws' in line);

it('appends a link with the audit events of a batch and their expiry times', async () => {
  const [one, two] = [eventOf('acme'), eventOf('beta')];
  const records = [
    record(encodeAuditEvent(one, 400)),
    record(encodeOwner(ownerOf('acme'))),
    record(encodeAuditEvent(two)),
  ];
  await handler({ Records: records });
  expect(chain.links.map(({ events }) => events)).toEqual([
    [chainedEvent(one, NOON + 400 * MS_PER_DAY), chainedEvent(two, null)],
  ]);
  expect(lines).toEqual([]);
});

it('stores the content of each event in the archive before its link', async () => {
  const event = eventOf('acme');
  faults.beforeAppend = () => {
    throw new UnavailableError('down');
  };
  await expect(handler({ Records: [record(encodeAuditEvent(event))] })).rejects.toThrow(UnavailableError);
  expect([archive.events, chain.links]).toEqual([[event], []]);
  faults.beforeAppend = undefined;
  archive.failing = new UnavailableError('S3 is away');
  await expect(handler({ Records: [record(encodeAuditEvent(event))] })).rejects.toThrow(UnavailableError);
  expect(chain.links).toEqual([]);
});

it('does not append a repeated batch or part of it', async () => {
  const records = [record(encodeAuditEvent(eventOf('acme'))), record(encodeAuditEvent(eventOf('acme')))];
  await handler({ Records: records });
  await handler({ Records: records });
  await handler({ Records: records.slice(1) });
  expect(chain.links).toHaveLength(1);
});

describe('tampering', () => {
  it.each([
    ['changes', 'MODIFY', 'event-changed'],
    ['removes', 'REMOVE', 'event-removed'],
  ])('that %s an event is reported immediately and appends no link', async (_, eventName, fault) => {
    const item = encodeAuditEvent(eventOf('acme', { id: 'e1' }));
    await handler({ Records: [record(item, eventName, { userIdentity: null })] });
    expect(lines[0]).toEqual({
      ...{ postern: 'audit-fault', fault },
      item: 'audit#acme#2027-01-31#3 2027-01-31T12:00:00.000Z#e1',
    });
    expect(metrics()).toEqual([expect.objectContaining({ AuditTable: 'audit-1', AuditChainFaults: 1 })]);
    expect(chain.links).toEqual([]);
  });

  it('is not reported for events that DynamoDB expires', async () => {
    const userIdentity = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };
    await handler({ Records: [record(encodeAuditEvent(eventOf('acme')), 'REMOVE', { userIdentity })] });
    expect(lines).toEqual([]);
  });

  it('that makes an event unreadable does not block other events', async () => {
    const [good, bad] = [eventOf('acme'), eventOf('acme')];
    const unreadable = { ...encodeAuditEvent(bad), data: { M: {} } };
    await handler({ Records: [record(unreadable), record(encodeAuditEvent(good))] });
    expect(chain.links.flatMap(({ events }) => events.map(({ id }) => id))).toEqual([good.id]);
    expect(lines[0]).toMatchObject({ fault: 'event-unreadable', item: expect.stringContaining(bad.id) });
  });
});

describe('a batch that cannot be linked', () => {
  const failing = (event = eventOf('acme')) => {
    faults.beforeAppend = () => {
      throw new UnavailableError('the audit table is away');
    };
    return handler({ Records: [record(encodeAuditEvent(event)), probe(NOON)] });
  };

  it('fails for a retry and records no probe', async () => {
    await expect(failing()).rejects.toThrow(UnavailableError);
    expect(await chain.readProbe()).toBeUndefined();
    expect(lines).toEqual([{ postern: 'audit-append-failed', error: 'UnavailableError' }]);
  });

  it('reports the chain lag after five minutes', async () => {
    const event = eventOf('acme');
    clock.nowMs += 300_000;
    await expect(failing(event)).rejects.toThrow();
    expect(metrics()).toEqual([]);
    clock.nowMs += 1000;
    await expect(failing(event)).rejects.toThrow();
    expect(lines).toContainEqual({ postern: 'audit-chain-lag', behindSeconds: 301 });
    expect(metrics()).toEqual([expect.objectContaining({ AuditChainLagSeconds: 301 })]);
  });
});

describe('a probe', () => {
  it('is recorded, and starts the chain if there is none', async () => {
    await handler({ Records: [probe(NOON - 5), probe(NOON - 1)] });
    expect(await chain.readProbe()).toBe(NOON - 1);
    expect(chain.links).toMatchObject([{ number: 1, events: [] }]);
  });

  it('appends one link a day without audit events', async () => {
    for (let minute = 0; minute <= 48 * 60; minute += 30) {
      clock.nowMs = NOON + minute * 60_000;
      await handler({ Records: [probe(clock.nowMs)] });
    }
    expect(chain.links.map(({ atMs }) => (atMs - NOON) / 3_600_000)).toEqual([0, 24.5]);
  });
});

it('fails for an event that is not from a stream', async () => {
  await expect(handler({})).rejects.toThrow();
  await expect(handler({ Records: [{ eventName: 'INSERT' }] })).rejects.toThrow();
});

describe('an outage of more than a day, after which the stream has lost records', () => {
  const OUTAGE_MS = 3 * MS_PER_DAY;
  /** One event before the outage, one for each hour of it, and one after it. */
  const events = () => [
    eventOf('acme', { id: 'before', atMs: NOON - 60_000 }),
    ...Array.from({ length: 72 }, (_, hour) =>
      eventOf(hour % 2 === 0 ? 'acme' : 'beta', { id: `h${hour}`, atMs: NOON + hour * 3_600_000 + 1 }),
    ),
    eventOf('acme', { id: 'after', atMs: NOON + OUTAGE_MS }),
  ];
  const linked = () => chain.links.flatMap((link) => link.events.map(({ id }) => id)).sort();

  it('is followed by links of the events in the key table, each once, also if it fails again in between', async () => {
    stored = events();
    const [before] = stored;
    const recent = stored.filter(({ atMs }) => atMs > NOON + 2 * MS_PER_DAY);
    if (!before) throw new Error('no events');
    await handler({ Records: [record(encodeAuditEvent(before, 400)), probe(NOON)] });
    // The stream has the records of the last day.
    clock.nowMs = NOON + OUTAGE_MS;
    let appends = 0;
    faults.beforeAppend = () => {
      appends += 1;
      if (appends === 3) throw new UnavailableError('down');
    };
    const batch = {
      Records: [
        probe(NOON + 2 * MS_PER_DAY),
        ...recent.map((event) => record(encodeAuditEvent(event, 400))),
        probe(NOON + OUTAGE_MS),
      ],
    };
    await expect(handler(batch)).rejects.toThrow(UnavailableError);
    await handler(batch);
    await handler(batch);
    expect(linked()).toEqual(stored.map(({ id }) => id).sort());
    expect(archive.events.map(({ id }) => id)).toEqual(expect.arrayContaining(stored.map(({ id }) => id)));
  });

  it('passes the verification, which states the times of the events and of their links', async () => {
    stored = events();
    await handler({ Records: [probe(NOON)] });
    clock.nowMs = NOON + OUTAGE_MS;
    await handler({ Records: [probe(NOON + OUTAGE_MS)] });
    const verification = new Verification(
      { tenant: undefined, fromMs: NOON, untilMs: Number.POSITIVE_INFINITY },
      clock.nowMs + 1,
    );
    for (const link of chain.links) verification.addLink(link);
    for (const tenant of ['acme', 'beta']) {
      for (const event of stored.filter((each) => each.tenant === tenant).toReversed())
        verification.addEvent(event);
    }
    expect(verification.finish(clock.nowMs, false)).toMatchObject({
      ...{ intact: 73, pending: 0, findings: [] },
      late: { events: 72, fromMs: NOON + 1, throughMs: NOON + 71 * 3_600_000 + 1, linkedMs: clock.nowMs },
    });
  });
});

it('reads no events of the key table while probes arrive every minute', async () => {
  stored = [eventOf('acme', { id: 'unlinked' })];
  for (const minute of [0, 1, 2, 11]) await handler({ Records: [probe(NOON + minute * 60_000)] });
  expect(chain.links.flatMap((link) => link.events)).toEqual([]);
});
