import type { AuditLink, ChainedEvent } from '../../../core/audit/chain/link.ts';
import { nameOfEvent } from '../../../core/audit/chain/link.ts';
import { MS_PER_DAY } from '../../../core/keys/lifetime.ts';
import { integer, integerOrNull, map, maps, NULL, text } from '../attributes.ts';
import { Fields } from '../fields.ts';
import type { Attributes, ItemKey } from '../read-item.ts';

const LINK = 'audit-link';
const PROBE = 'audit-probe';
/** One partition for all links: they are appended one after the other anyway. */
export const LINKS_PARTITION = 'links';
/** A stream repeats what it holds, which are 24 hours. */
const REPEATED_WITHIN_MS = 30 * MS_PER_DAY;

/** The place of a link among others, as text that sorts by number. */
export function linkPosition(number: number): string {
  return String(number).padStart(12, '0');
}

export const LINK_POSITION = /^\d{12}$/;

export function encodeLink(link: AuditLink): Attributes {
  const { number, atMs, previous, events, keptUntilMs, hash } = link;
  return {
    pk: text(LINKS_PARTITION),
    sk: text(linkPosition(number)),
    type: text(LINK),
    data: map({
      number: integer(number),
      atMs: integer(atMs),
      previous: previous
        ? map({ hash: text(previous.hash), keptUntilMs: integer(previous.keptUntilMs) })
        : NULL,
      events: maps(
        events.map((event) => ({
          tenant: text(event.tenant),
          id: text(event.id),
          atMs: integer(event.atMs),
          hash: text(event.hash),
          keptUntilMs: integerOrNull(event.keptUntilMs),
        })),
      ),
      keptUntilMs: integer(keptUntilMs),
      hash: text(hash),
    }),
    ttl: integer(secondsOf(keptUntilMs)),
  };
}

/** @throws UnexpectedItemError */
export function decodeLink(item: Attributes): AuditLink {
  const data = Fields.of(LINK, item).map('data');
  const previous = data.mapOrNull('previous');
  return {
    number: data.integer('number'),
    atMs: data.integer('atMs'),
    previous: previous && { hash: previous.text('hash'), keptUntilMs: previous.integer('keptUntilMs') },
    events: data.maps('events').map((event) => ({
      tenant: event.text('tenant'),
      id: event.text('id'),
      atMs: event.integer('atMs'),
      hash: event.text('hash'),
      keptUntilMs: event.integerOrNull('keptUntilMs'),
    })),
    keptUntilMs: data.integer('keptUntilMs'),
    hash: data.text('hash'),
  };
}

/** Tells that an event is in the chain, for as long as it could come again. */
export function encodeMark(event: ChainedEvent, link: AuditLink): Attributes {
  return {
    pk: text(`event#${nameOfEvent(event)}`),
    sk: text('event'),
    ttl: integer(secondsOf(link.atMs + REPEATED_WITHIN_MS)),
  };
}

export const PROBE_KEY: ItemKey = { pk: 'probe', sk: 'probe' };

export function encodeProbe(sentAtMs: number): Attributes {
  return {
    pk: text(PROBE_KEY.pk),
    sk: text(PROBE_KEY.sk),
    type: text(PROBE),
    data: map({ sentAtMs: integer(sentAtMs) }),
  };
}

/** @throws UnexpectedItemError */
export function decodeProbe(item: Attributes): number {
  return Fields.of(PROBE, item).map('data').integer('sentAtMs');
}

function secondsOf(ms: number): number {
  return Math.ceil(ms / 1000);
}
