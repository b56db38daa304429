import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  type ListObjectVersionsCommandOutput,
  type ObjectVersion,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { archivedEvents } from '../../contracts/archived-events.ts';
import { archivedLink } from '../../contracts/archived-link.ts';
import { ARCHIVE_PREFIX, ARCHIVED_EVENTS_PREFIX } from '../../contracts/audit-table.ts';
import type { ChainReader, LinkArchive } from '../../core/audit/chain/chain-store.ts';
import { type AuditLink, hashOfNames } from '../../core/audit/chain/link.ts';
import type { AuditEvent } from '../../core/audit/event.ts';
import { type Page, type PageRequest, UnavailableError } from '../../core/store.ts';

/** A bucket with object lock and its client. */
export interface ArchiveBucket {
  readonly client: S3Client;
  readonly bucket: string;
}

/** The S3 response to a conditional write of an existing object. */
const IS_THERE = 412;

/** Stores each link and each batch of events as a separate object, written once: the bucket rejects other writes. */
export function createLinkArchive(archive: ArchiveBucket): LinkArchive {
  let kept = 0;
  return {
    keep: async (link) => {
      // The head is stored again before each append, in case the process that appended it was interrupted.
      if (link.number === kept) return;
      await putOnce(archive, keyOf(link.number), link);
      kept = link.number;
    },
    keepEvents: (events) => putOnce(archive, eventsKey(events), events),
  };
}

/** @throws UnavailableError if S3 does not respond */
async function putOnce({ client, bucket }: ArchiveBucket, name: string, content: unknown): Promise<void> {
  const object = { Bucket: bucket, Key: name, Body: JSON.stringify(content) };
  await client
    .send(new PutObjectCommand({ ...object, ContentType: 'application/json', IfNoneMatch: '*' }))
    .catch((cause) => {
      if (cause instanceof S3ServiceException && cause.$metadata.httpStatusCode === IS_THERE) return;
      throw new UnavailableError('the archive could not be written; try again', { cause });
    });
}

/** Reads the first version of each link and ignores later versions. */
export function createArchiveReader(archive: ArchiveBucket): ChainReader {
  return {
    listLinks: async (page) => {
      try {
        return await listLinks(archive, page);
      } catch (cause) {
        throw new UnavailableError('the archive could not be read; try again', { cause });
      }
    },
  };
}

async function listLinks(
  archive: ArchiveBucket,
  { cursor, limit }: PageRequest,
): Promise<Page<AuditLink> | 'invalid-cursor'> {
  if (cursor !== undefined && !/^[1-9]\d{0,11}$/.test(cursor)) return 'invalid-cursor';
  const found: ObjectVersion[] = [];
  for await (const version of firstVersions(archive, ARCHIVE_PREFIX, cursor && keyOf(Number(cursor)))) {
    found.push(version);
    if (found.length > limit) break;
  }
  const items = await Promise.all(
    found.slice(0, limit).map(async (version) => archivedLink.parse(await readJson(archive, version))),
  );
  const last = items.at(-1);
  return { items, next: last && found.length > limit ? String(last.number) : undefined };
}

/**
 * The archived events since an instant, in the order of their batches. A batch that was delivered twice can repeat events.
 *
 * @throws UnavailableError if S3 does not respond, or if an object has another form
 */
export async function* archivedEventsSince(
  archive: ArchiveBucket,
  fromMs: number,
): AsyncGenerator<AuditEvent> {
  try {
    const after = ARCHIVED_EVENTS_PREFIX + dayOf(fromMs);
    for await (const version of firstVersions(archive, ARCHIVED_EVENTS_PREFIX, after)) {
      const events = archivedEvents.parse(await readJson(archive, version));
      yield* events.filter(({ atMs }) => atMs >= fromMs);
    }
  } catch (cause) {
    throw new UnavailableError('the archive could not be read; try again', { cause });
  }
}

/** The first version of each object after a name. S3 lists the versions of an object newest first, on one or more pages. */
async function* firstVersions(
  { client, bucket }: ArchiveBucket,
  prefix: string,
  after: string | undefined,
): AsyncGenerator<ObjectVersion> {
  let oldest: ObjectVersion | undefined;
  let marker: Pick<ListObjectVersionsCommandInput, 'KeyMarker' | 'VersionIdMarker'> | undefined = {
    KeyMarker: after,
  };
  while (marker) {
    const page: ListObjectVersionsCommandOutput = await client.send(
      new ListObjectVersionsCommand({ Bucket: bucket, Prefix: prefix, ...marker }),
    );
    for (const version of page.Versions ?? []) {
      if (oldest && oldest.Key !== version.Key) yield oldest;
      oldest = version;
    }
    const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page;
    marker = page.IsTruncated === true ? { KeyMarker, VersionIdMarker } : undefined;
  }
  if (oldest) yield oldest;
}

async function readJson(
  { client, bucket }: ArchiveBucket,
  { Key, VersionId }: ObjectVersion,
): Promise<unknown> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key, VersionId }));
  return JSON.parse((await Body?.transformToString()) ?? '');
}

/** The same events have the same name, so that a repeated delivery stores nothing. */
function eventsKey(events: readonly AuditEvent[]): string {
  const latestMs = Math.max(...events.map(({ atMs }) => atMs));
  return `${ARCHIVED_EVENTS_PREFIX}${dayOf(latestMs)}/${hashOfNames(events)}.json`;
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function keyOf(number: number): string {
  return `${ARCHIVE_PREFIX}${String(number).padStart(12, '0')}.json`;
}
