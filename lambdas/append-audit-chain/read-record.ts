import * as z from 'zod';
import { probeSentAtMs } from '../../lib/adapters/dynamodb/audit-chain/probe.ts';
import { decodeAuditEvent, keptUntilMsOf } from '../../lib/adapters/dynamodb/audit-item.ts';
import type { Attributes } from '../../lib/adapters/dynamodb/item.ts';
import type { Tampering } from '../../lib/contracts/audit-log-lines.ts';
import { AUDIT_EVENT_PREFIX } from '../../lib/contracts/audit-table.ts';
import { type ChainedEvent, chainedEvent } from '../../lib/core/audit/chain/link.ts';
import type { AuditEvent } from '../../lib/core/audit/event.ts';
import { UnexpectedItemError } from '../../lib/core/store.ts';

/** A parsed record of the key table's stream; undefined if it is not about the audit trail. */
export type ParsedRecord =
  | { readonly event: ChainedEvent; readonly content: AuditEvent }
  | { readonly probeSentAtMs: number }
  | { readonly tampering: Tampering }
  | undefined;

const text = z.object({ S: z.string() });

/** Validated strictly when it is decoded. */
const image = z.custom<Attributes>((value) => typeof value === 'object' && value !== null);

const streamRecord = z.object({
  eventName: z.enum(['INSERT', 'MODIFY', 'REMOVE']),
  dynamodb: z.object({ Keys: z.object({ pk: text, sk: text }), NewImage: image.optional() }),
  userIdentity: z.object({ principalId: z.string().optional() }).nullish(),
});

export const streamEvent = z.object({ Records: z.array(streamRecord) });

type StreamRecord = z.output<typeof streamRecord>;

/** The principal of a removal by DynamoDB's time to live. */
const TIME_TO_LIVE = 'dynamodb.amazonaws.com';

export function readRecord({ eventName, dynamodb, userIdentity }: StreamRecord): ParsedRecord {
  const { pk, sk } = dynamodb.Keys;
  if (!pk.S.startsWith(AUDIT_EVENT_PREFIX)) return undefined;
  const item = `${pk.S} ${sk.S}`;
  if (eventName === 'REMOVE') {
    const isExpired = userIdentity?.principalId === TIME_TO_LIVE;
    return isExpired ? undefined : { tampering: { fault: 'event-removed', item } };
  }
  const sentAtMs = dynamodb.NewImage && probeSentAtMs(dynamodb.NewImage);
  if (sentAtMs !== undefined) return { probeSentAtMs: sentAtMs };
  if (eventName === 'MODIFY') return { tampering: { fault: 'event-changed', item } };
  return readEvent(dynamodb.NewImage ?? {}, item);
}

/** An unreadable event is reported as tampering, so that it does not block the events after it. */
function readEvent(attributes: Attributes, item: string): ParsedRecord {
  try {
    const content = decodeAuditEvent(attributes);
    return { event: chainedEvent(content, keptUntilMsOf(attributes)), content };
  } catch (error) {
    if (error instanceof UnexpectedItemError) return { tampering: { fault: 'event-unreadable', item } };
    throw error;
  }
}
