import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  type ObjectVersion,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { archivedLink } from '../../contracts/archived-link.ts';
import { ARCHIVE_PREFIX } from '../../contracts/audit-table.ts';
import type { ChainReader, LinkArchive } from '../../core/audit/chain/chain-store.ts';
import type { AuditLink } from '../../core/audit/chain/link.ts';
import { type Page, type PageRequest, UnavailableError } from '../../core/store.ts';

/** A bucket with object lock and its client. */
export interface ArchiveBucket {
  readonly client: S3Client;
  readonly bucket: string;
}

/** The S3 response to a conditional write of an existing object. */
const IS_THERE = 412;

/** Stores each link as a separate object, written once: the bucket rejects writes that could replace one. */
export function createLinkArchive({ client, bucket }: ArchiveBucket): LinkArchive {
  let kept = 0;
  return {
    keep: async (link) => {
      // The head is stored again before each append, in case the process that appended it was interrupted.
      if (link.number === kept) return;
      const object = { Bucket: bucket, Key: keyOf(link.number), Body: JSON.stringify(link) };
      await client
        .send(new PutObjectCommand({ ...object, ContentType: 'application/json', IfNoneMatch: '*' }))
        .catch((cause) => {
          if (cause instanceof S3ServiceException && cause.$metadata.httpStatusCode === IS_THERE) return;
          throw new UnavailableError('the link could not be written to the archive; try again', { cause });
        });
      kept = link.number;
    },
  };
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
  const { Versions = [], IsTruncated } = await archive.client.send(
    new ListObjectVersionsCommand({
      Bucket: archive.bucket,
      Prefix: ARCHIVE_PREFIX,
      KeyMarker: cursor && keyOf(Number(cursor)),
    }),
  );
  // S3 lists the newest version of an object first, so that the oldest one remains in the map.
  const first = new Map(Versions.map((version) => [version.Key, version]));
  const found = [...first.values()].slice(0, limit);
  const items = await Promise.all(found.map((version) => readLink(archive, version)));
  const last = items.at(-1);
  const more = IsTruncated === true || first.size > limit;
  return { items, next: last && more ? String(last.number) : undefined };
}

async function readLink({ client, bucket }: ArchiveBucket, { Key, VersionId }: ObjectVersion) {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key, VersionId }));
  return archivedLink.parse(JSON.parse((await Body?.transformToString()) ?? ''));
}

function keyOf(number: number): string {
  return `${ARCHIVE_PREFIX}${String(number).padStart(12, '0')}.json`;
}
