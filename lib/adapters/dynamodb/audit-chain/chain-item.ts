import type { AuditLink, ChainedEvent } from '../../../core/audit/chain/link.ts';
import { eventName } from '../../../core/audit/chain/link.ts';
import { MS_PER_DAY } from '../../../core/keys/lifetime.ts';
import { keyAttributes, removableAt } from '../attributes.ts';
import { integer, itemCodec, list, nullable, object, text } from '../fields.ts';
import type { Attributes, ItemKey } from '../item.ts';

/** All links share one partition, because they are appended one after the other. */
export const LINKS_PARTITION = 'links';
/** A DynamoDB stream retains records for 24 hours and can deliver each of them again. */
const REPEATED_WITHIN_MS = 30 * MS_PER_DAY;

/** The sort key of a link: a text that sorts by link number. */
export function linkPosition(number: number): string {
  return String(number).padStart(12, '0');
}

export const LINK_POSITION = /^\d{12}$/;

const previous = object<NonNullable<AuditLink['previous']>>({ hash: text, keptUntilMs: integer });

const event = object<ChainedEvent>({
  tenant: text,
  id: text,
  atMs: integer,
  hash: text,
  keptUntilMs: nullable(integer),
});

const linkItem = itemCodec<AuditLink, object, object>({
  type: 'audit-link',
  data: {
    number: integer,
    atMs: integer,
    previous: nullable(previous),
    events: list(event),
    keptUntilMs: integer,
    hash: text,
  },
  projected: {},
  hidden: {},
});

export function encodeLink(link: AuditLink): Attributes {
  return {
    ...linkItem.encode(link),
    ...keyAttributes({ pk: LINKS_PARTITION, sk: linkPosition(link.number) }),
    ...removableAt(link.keptUntilMs),
  };
}

/** @throws UnexpectedItemError */
export const decodeLink: (item: Attributes) => AuditLink = linkItem.decode;

/** Marks an event as linked, for as long as the stream can deliver it again. */
export function encodeChainMark(event: ChainedEvent, link: AuditLink): Attributes {
  return {
    ...keyAttributes({ pk: `event#${eventName(event)}`, sk: 'event' }),
    ...removableAt(link.atMs + REPEATED_WITHIN_MS),
  };
}

export const PROBE_KEY: ItemKey = { pk: 'probe', sk: 'probe' };

const probeItem = itemCodec<{ readonly sentAtMs: number }, object, object>({
  type: 'audit-probe',
  data: { sentAtMs: integer },
  projected: {},
  hidden: {},
});

export function encodeProbe(sentAtMs: number): Attributes {
  return { ...probeItem.encode({ sentAtMs }), ...keyAttributes(PROBE_KEY) };
}

/** @throws UnexpectedItemError */
export function decodeProbe(item: Attributes): number {
  return probeItem.decode(item).sentAtMs;
}
