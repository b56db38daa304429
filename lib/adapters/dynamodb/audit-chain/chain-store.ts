import { PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import type { AppendOutcome, ChainStateReader, ChainStore } from '../../../core/audit/chain/chain-store.ts';
import type { AuditLink } from '../../../core/audit/chain/link.ts';
import type { Page, PageRequest } from '../../../core/store.ts';
import { text } from '../attributes.ts';
import { cancellationReasons } from '../cancellation-reasons.ts';
import { decodeCursor, encodeCursor } from '../cursor.ts';
import type { Attributes } from '../item.ts';
import { query } from '../query.ts';
import { type KeyTable, readItem } from '../read-item.ts';
import { writeError } from '../write-error.ts';
import {
  decodeLink,
  decodeProbe,
  encodeChainMark,
  encodeLink,
  encodeProbe,
  LINK_POSITION,
  LINKS_PARTITION,
  linkPosition,
  PROBE_KEY,
} from './chain-item.ts';

/** Sorts before every position. */
const BEFORE_ALL = '0';

/** Reads of the chain in an audit table. */
export function createChainReader(table: KeyTable): ChainStateReader {
  return {
    listLinks: (page) => listLinks(table, page),
    readNewest: async (count) => {
      const { Items = [] } = await readLinks(table, { ScanIndexForward: false, Limit: count });
      return Items.map(decodeLink).toReversed();
    },
    readProbe: async () => {
      const item = await readItem(table, PROBE_KEY);
      return item && decodeProbe(item);
    },
  };
}

/**
 * The audit chain in an audit table. An append costs 2 W for each event and 2 W for each KB of the link. Reading the
 * previous link costs 1 R for each 4 KB.
 */
export function createChainStore(table: KeyTable): ChainStore {
  return {
    ...createChainReader(table),
    append: (link) => append(table, link),
    recordProbe: (sentAtMs) => recordProbe(table, sentAtMs),
  };
}

/** @throws UnavailableError if the table does not respond */
async function recordProbe({ client, table }: KeyTable, sentAtMs: number): Promise<void> {
  try {
    await client.send(new PutItemCommand({ TableName: table, Item: encodeProbe(sentAtMs) }));
  } catch (cause) {
    throw writeError(cause, 'the audit table could not be written');
  }
}

/** @throws UnavailableError if the table does not respond */
async function append({ client, table }: KeyTable, link: AuditLink): Promise<AppendOutcome> {
  const items = [encodeLink(link), ...link.events.map((event) => encodeChainMark(event, link))];
  try {
    await client.send(
      new TransactWriteItemsCommand({
        TransactItems: items.map((item) => creation(table, item)),
        // A retry after a lost response finds its own link: the append succeeded.
        ClientRequestToken: link.hash.slice(0, 36),
      }),
    );
    return { appended: true };
  } catch (cause) {
    const codes = cancellationReasons(cause).map(({ Code }) => Code);
    const isContended = codes.some(
      (code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict',
    );
    if (!isContended) throw writeError(cause, 'the link could not be written to the audit table');
    // The first cancellation reason belongs to the link.
    const known = link.events.filter((_, index) => codes[index + 1] === 'ConditionalCheckFailed');
    return { appended: false, known };
  }
}

function creation(table: string, item: Attributes) {
  return { Put: { TableName: table, Item: item, ConditionExpression: 'attribute_not_exists(pk)' } };
}

async function listLinks(
  table: KeyTable,
  { cursor, limit }: PageRequest,
): Promise<Page<AuditLink> | 'invalid-cursor'> {
  const after = cursor === undefined ? undefined : decodeCursor(cursor, LINK_POSITION);
  if (cursor !== undefined && after === undefined) return 'invalid-cursor';
  const { Items = [], LastEvaluatedKey } = await readLinks(table, { after, Limit: limit });
  const items = Items.map(decodeLink);
  const last = items.at(-1);
  return { items, next: last && LastEvaluatedKey && encodeCursor(linkPosition(last.number)) };
}

interface LinksAfter {
  readonly after?: string | undefined;
  readonly Limit: number;
  readonly ScanIndexForward?: boolean;
}

function readLinks(table: KeyTable, { after = BEFORE_ALL, ...input }: LinksAfter) {
  return query(table, {
    ConsistentRead: true,
    KeyConditionExpression: '#pk = :links AND #sk > :after',
    ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
    ExpressionAttributeValues: { ':links': text(LINKS_PARTITION), ':after': text(after) },
    ...input,
  });
}
