import { describe, expect, it } from 'vitest';
import type { ChainBeginning } from '../../../../lib/core/audit/chain/beginning.ts';
import { type AuditLink, chainedEvent, hashOfLink, nextLink } from '../../../../lib/core/audit/chain/link.ts';
import { Verification } from '../../../../lib/core/audit/chain/verification.ts';
import type { AuditEvent } from '../../../../lib/core/audit/event.ts';
import { MS_PER_DAY } from '../../../../lib/core/keys/lifetime.ts';
import { eventOf, NOON } from '../../../support/entities.ts';

const MINUTE = 60_000;
const RETENTION = 400 * MS_PER_DAY;
const EVERYTHING = { tenant: undefined, fromMs: 0, untilMs: Number.POSITIVE_INFINITY };

/** Events of acme, one a minute until a while ago, the oldest first. */
function trail(count = 6): AuditEvent[] {
  return Array.from({ length: count }, (_, index) =>
    eventOf('acme', { id: `e${index + 1}`, atMs: NOON - 60 * MINUTE + index * MINUTE }),
  );
}

/** Two events a link. */
function chain(events: readonly AuditEvent[]): AuditLink[] {
  const links: AuditLink[] = [];
  for (let start = 0; start < events.length; start += 2) {
    const batch = events.slice(start, start + 2).map((event) => chainedEvent(event, event.atMs + RETENTION));
    const nowMs = Math.max(...batch.map(({ atMs }) => atMs)) + 1;
    links.push(nextLink(links.at(-1), batch, { nowMs, retentionDays: 400 }));
  }
  return links;
}

interface Given {
  readonly links: readonly AuditLink[];
  /** The oldest first. */
  readonly events: readonly AuditEvent[];
  readonly archived?: readonly AuditLink[];
  readonly scope?: Partial<typeof EVERYTHING> | { readonly tenant: string };
  readonly nowMs?: number;
  readonly beginning?: ChainBeginning | undefined;
}

function verified({ links, events, archived, scope, nowMs = NOON, beginning }: Given) {
  const verification = new Verification({ ...EVERYTHING, ...scope }, nowMs);
  if (beginning) verification.setBeginning(beginning);
  for (const link of links) verification.addLink(link);
  for (const link of archived ?? []) verification.addArchived(link);
  for (const event of events.toReversed()) verification.addEvent(event);
  return verification.finish(nowMs, archived !== undefined);
}

/** What was found, in short. */
function found(given: Given): string[] {
  return verified(given).findings.map((finding) =>
    'link' in finding ? `${finding.fault} ${finding.link}` : `${finding.fault} ${finding.id}`,
  );
}

/** The events of links in new links, which follow `anchor` or begin a chain. */
function relinked(links: readonly AuditLink[], anchor?: AuditLink): AuditLink[] {
  const chained = anchor ? [anchor] : [];
  for (const { events, atMs } of links)
    chained.push(nextLink(chained.at(-1), events, { nowMs: atMs, retentionDays: 400 }));
  return chained;
}

/** A changed link with the hash of its new content. Anyone who knows the hash function can write it. */
function forged(link: AuditLink | undefined, change: Partial<AuditLink>): AuditLink {
  if (!link) throw new Error('no link to forge');
  const content = { ...link, ...change };
  return { ...content, hash: hashOfLink(content) };
}

const moved = (event: AuditEvent | undefined, change: Partial<AuditEvent>): AuditEvent => ({
  ...eventOf('acme'),
  ...event,
  ...change,
});

describe('the recorded beginning', () => {
  const events = trail();
  const links = chain(events);
  const [beginning, ...later] = links;
  const shortened = forged(beginning, { events: beginning?.events.slice(1) ?? [] });
  /** A chain whose first links have expired, or of one that claims it. */
  const anchored = relinked(
    later.slice(1),
    forged(later[0], { number: 8, previous: { hash: 'a'.repeat(64), keptUntilMs: NOON - MINUTE } }),
  );

  it('matches the first link, and states since when the chain exists', () => {
    expect(verified({ links, events, beginning })).toMatchObject({
      ...{ beganMs: beginning?.atMs, findings: [] },
    });
  });

  it.each([
    ['the whole chain was computed again from a later beginning', relinked(later)],
    ['the whole chain was computed again without its first event', relinked(later, shortened)],
    ['the chain claims that its first links have expired', anchored],
    ['no link is left', []],
  ])('differs if %s', (_, replaced) => {
    const given = { links: replaced, events, scope: { fromMs: replaced[0]?.atMs ?? NOON } };
    expect(found(given)).not.toContain('beginning-moved 1');
    expect(found({ ...given, beginning })).toContain('beginning-moved 1');
  });

  it('is not compared after its retention, because link 1 can have expired', () => {
    const expired = beginning && { ...beginning, keptUntilMs: NOON };
    expect(verified({ links: anchored, events, beginning: expired })).toMatchObject({
      ...{ beganMs: beginning?.atMs, findings: [] },
    });
  });
});

describe('a whole trail', () => {
  it('has no findings, and its events are counted', () => {
    const events = trail();
    const links = chain(events);
    expect(verified({ links, events, archived: links })).toEqual({
      ...{ links: 3, sinceMs: links[0]?.atMs, beganMs: null, intact: 6, pending: 0, beforeChain: 0 },
      ...{ late: null, findings: [] },
    });
  });

  it('can contain an event in two links with equal content', () => {
    const events = trail();
    const links = chain([...events, ...events.slice(0, 2)]);
    expect(found({ links, events })).toEqual([]);
  });

  it('can contain recent events without a link, and events older than a chain whose first links expired', () => {
    const events = trail();
    const [first, ...rest] = chain(events);
    const previous = { hash: 'a'.repeat(64), keptUntilMs: NOON - MINUTE };
    const anchor = forged(first, { number: 8, previous });
    const links = relinked(rest, anchor);
    const young = eventOf('acme', { atMs: NOON - 4 * MINUTE });
    const ancient = eventOf('acme', { atMs: NOON - 90 * MINUTE });
    expect(verified({ links, events: [ancient, ...events, young] })).toMatchObject({
      ...{ intact: 6, pending: 1, beforeChain: 1, findings: [] },
    });
  });

  it('fails if events are older than the first link, unless the range begins with the chain', () => {
    const events = trail();
    const [, ...later] = chain(events);
    const links = relinked(later);
    expect(verified({ links, events })).toMatchObject({
      ...{ sinceMs: links[0]?.atMs, beforeChain: 2, intact: 4 },
      findings: [{ fault: 'chain-restarted', link: 1 }],
    });
    expect(found({ links, events, scope: { fromMs: events[2]?.atMs ?? 0 } })).toEqual([]);
  });

  it('is compared with the events in scope only', () => {
    const events = trail();
    const links = chain(events);
    const scope = { fromMs: events[2]?.atMs ?? 0, untilMs: events[4]?.atMs ?? 0 };
    expect(verified({ links, events, scope })).toMatchObject({ intact: 2, findings: [] });
    expect(verified({ links, events: [], scope: { tenant: 'beta' } })).toMatchObject({ findings: [] });
  });
});

describe('an event', () => {
  it.each([
    ['what was done', { action: 'key.disabled' }],
    ['who did it', { caller: { id: 'arn:aws:iam::000000000000:user/eve', sourceAddress: '192.0.2.1' } }],
    ['from where', { caller: { id: 'arn:aws:iam::000000000000:user/admin', sourceAddress: '192.0.2.9' } }],
    ['to what', { subject: { kind: 'key', id: 'other' } }],
    ['the settings before', { before: null }],
    ['the settings after', { after: { name: 'new', more: 1 } }],
  ] as const)('that was changed is named: %s', (_, change) => {
    const events = trail();
    const links = chain(events);
    expect(found({ links, events: events.with(3, moved(events[3], change)) })).toEqual(['event-changed e4']);
  });

  it('is reported if it is missing', () => {
    const events = trail();
    expect(found({ links: chain(events), events: events.toSpliced(2, 1) })).toEqual(['event-missing e3']);
  });

  it('is reported as missing only before the end of its retention', () => {
    const events = trail();
    const links = chain(events);
    const given = { links, events: events.slice(1), archived: undefined };
    const endMs = (events[0]?.atMs ?? 0) + RETENTION;
    expect(found({ ...given, nowMs: endMs })).toEqual(['chain-stale 3']);
    expect(found({ ...given, nowMs: endMs - 1 })).toEqual(['chain-stale 3', 'event-missing e1']);
  });

  it('with a modified time is reported as missing at the old time and unlinked at the new one', () => {
    const events = trail();
    const redated = moved(events[1], { atMs: (events[3]?.atMs ?? 0) + 1 });
    const changed = [...events.toSpliced(1, 1).toSpliced(3, 0, redated)];
    expect(found({ links: chain(events), events: changed })).toEqual([
      'event-unlinked e2',
      'event-missing e2',
    ]);
  });

  it.each([
    ['an old one among newer ones', 1, 4, 'e2'],
    ['a new one among older ones', 4, 1, 'e5'],
    ['the oldest as the newest', 0, 5, 'e1'],
  ])('that stands elsewhere is named: %s', (_, from, to, id) => {
    const events = trail();
    const event = moved(events[from], {});
    const reordered = events.toSpliced(from, 1).toSpliced(to, 0, event);
    expect(found({ links: chain(events), events: reordered })).toEqual([`event-reordered ${id}`]);
  });

  it('is reported if it is stored twice', () => {
    const events = trail();
    const twice = events.toSpliced(2, 0, moved(events[2], {}));
    expect(found({ links: chain(events), events: twice })).toEqual(['event-duplicated e3']);
  });

  it('is reported as unlinked after five minutes', () => {
    const events = trail();
    const added = eventOf('acme', { id: 'added', atMs: NOON - 5 * MINUTE - 1 });
    expect(found({ links: chain(events), events: [...events, added] })).toEqual(['event-unlinked added']);
  });
});

describe('a link', () => {
  it('is reported if it was modified, with or without an updated hash', () => {
    const events = trail();
    const links = chain(events);
    const change = { events: [] };
    const [, second] = links;
    if (!second) throw new Error('no link');
    expect(found({ links: links.with(1, { ...second, ...change }), events: [] })).toContain('link-changed 2');
    expect(found({ links: links.with(1, forged(second, change)), events: [] })).toContain('link-changed 2');
  });

  it('is reported if it was modified together with an event', () => {
    const events = trail();
    const changed = moved(events[2], { caller: { id: 'eve', sourceAddress: '192.0.2.9' } });
    const links = chain(events);
    const hidden = forged(links[1], {
      events: [chainedEvent(changed, null), ...(links[1]?.events.slice(1) ?? [])],
    });
    expect(found({ links: links.with(1, hidden), events: events.with(2, changed) })).toEqual([
      'link-changed 2',
    ]);
  });

  it('is reported with its neighbors if it was removed from the middle', () => {
    const links = chain(trail(10));
    expect(found({ links: links.toSpliced(1, 2), events: [] })).toEqual(
      expect.arrayContaining(['link-missing 2', 'link-missing 3']),
    );
  });

  it('is reported as a fork if it was moved or duplicated', () => {
    const links = chain(trail());
    const [one, two, three] = links;
    if (!one || !two || !three) throw new Error('no links');
    expect(found({ links: [one, three, two], events: [] })).toContain('link-forked 2');
    expect(found({ links: [one, two, forged(two, { events: [] }), three], events: [] })).toContain(
      'link-forked 2',
    );
  });
});

describe('the beginning of the chain', () => {
  it('can be later than the first link after retention removed earlier ones', () => {
    const events = trail(8);
    const links = chain(events);
    const nowMs = (links[1]?.keptUntilMs ?? 0) + 1;
    const alive = nextLink(links.at(-1), [], { nowMs, retentionDays: 400 });
    const left = { links: [...links.slice(2), alive], events: events.slice(4) };
    expect(found({ ...left, nowMs })).toEqual([]);
    // Events may go before their links, and after them.
    expect(found({ ...left, events: events.slice(6), nowMs })).toEqual([]);
    expect(found({ ...left, events, nowMs })).toEqual([]);
  });

  it('is reported if the previous link was within retention', () => {
    const events = trail();
    expect(found({ links: chain(events).slice(1), events: events.slice(2) })).toEqual(['link-missing 1']);
  });
});

describe('the end of the chain', () => {
  it('is detected as removed by the remaining events', () => {
    const events = trail();
    expect(found({ links: chain(events).slice(0, -1), events })).toEqual([
      'event-unlinked e6',
      'event-unlinked e5',
    ]);
  });

  it('is detected as removed with its events by the age of the head', () => {
    const events = trail();
    const given = { links: chain(events).slice(0, -1), events: events.slice(0, -2) };
    expect(found({ ...given, nowMs: NOON + MS_PER_DAY })).toEqual([]);
    expect(found({ ...given, nowMs: NOON + MS_PER_DAY + 60 * MINUTE })).toEqual(['chain-stale 2']);
  });

  it('is reported if the chain is empty', () => {
    expect(found({ links: [], events: [] })).toEqual(['chain-stale 0']);
  });
});

describe('an archive', () => {
  it('detects a rewritten chain', () => {
    const events = trail();
    const links = chain(events);
    const rewritten = chain(events.with(3, moved(events[3], { caller: { id: 'eve', sourceAddress: '' } })));
    const given = {
      links: rewritten,
      events: events.with(3, moved(events[3], { caller: { id: 'eve', sourceAddress: '' } })),
    };
    expect(found(given)).toEqual([]);
    expect(found({ ...given, archived: links })).toEqual(['link-forked 2', 'link-forked 3']);
  });

  it('detects that the end was removed with its events', () => {
    const events = trail();
    const links = chain(events);
    expect(found({ links: links.slice(0, -1), events: events.slice(0, -2), archived: links })).toEqual([
      'link-missing 3',
    ]);
  });

  it('is compared by the content of its links, not by their stated hash', () => {
    const events = trail();
    const links = chain(events);
    const [, second] = links;
    if (!second) throw new Error('no link');
    expect(found({ links, events, archived: links.with(1, { ...second, events: [] }) })).toEqual([
      'link-forked 2',
    ]);
  });

  it('must contain every link after five minutes, from its first link', () => {
    const events = trail();
    const links = chain(events);
    expect(found({ links, events, archived: links.slice(1) })).toEqual([]);
    expect(found({ links, events, archived: links.toSpliced(1, 1) })).toEqual(['link-not-archived 2']);
    expect(found({ links, events, archived: links.slice(0, -1) })).toEqual(['link-not-archived 3']);
    const nowMs = (links.at(-1)?.atMs ?? 0) + 5 * MINUTE;
    expect(found({ links, events, archived: links.slice(0, -1), nowMs })).toEqual([]);
  });

  it('can contain a link that was appended during the verification', () => {
    const events = trail();
    const links = chain(events);
    const young = nextLink(links.at(-1), [], { nowMs: NOON, retentionDays: 400 });
    expect(found({ links, events, archived: [...links, young] })).toEqual([]);
  });

  it('can keep links longer than the table', () => {
    const events = trail(8);
    const links = chain(events);
    const nowMs = (links[1]?.keptUntilMs ?? 0) + 1;
    const alive = nextLink(links.at(-1), [], { nowMs, retentionDays: 400 });
    const left = [...links.slice(2), alive];
    expect(found({ links: left, events: [], archived: [...links, alive], nowMs })).toEqual([]);
  });
});
