import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import type { HttpRequest } from '@smithy/core/protocols';
import { describe, expect, it } from 'vitest';
import {
  archivedEventsSince,
  createArchiveReader,
  createLinkArchive,
} from '../../../lib/adapters/s3/link-archive.ts';
import { type AuditLink, chainedEvent, nextLink } from '../../../lib/core/audit/chain/link.ts';
import type { AuditEvent } from '../../../lib/core/audit/event.ts';
import { UnavailableError } from '../../../lib/core/store.ts';
import { eventOf, NOON } from '../../support/entities.ts';
import { stubbedClient } from '../../support/stubbed-client.ts';

const DAYS = { nowMs: NOON, retentionDays: 400 };
const one = nextLink(undefined, [chainedEvent(eventOf('acme'), NOON)], DAYS);
const two = nextLink(one, [], DAYS);
const three = nextLink(two, [], DAYS);

interface Version {
  readonly key: string;
  readonly id: string;
  readonly body: string;
}

/** A versioned bucket behind the real SDK client; `status` replaces the status of every response. */
function versionedBucket(status?: number) {
  /** The newest last. */
  const versions: Version[] = [];
  const requests: HttpRequest[] = [];
  const put = (key: string, body: string) => versions.push({ key, body, id: `v${versions.length + 1}` });
  const answer = (request: HttpRequest): { statusCode: number; text?: string } => {
    const key = request.path.slice(1);
    if (status !== undefined) return { statusCode: status };
    if (request.method === 'PUT') {
      const isThere = versions.some((each) => each.key === key);
      if (request.headers['if-none-match'] === '*' && isThere) return { statusCode: 412 };
      put(key, String(request.body));
      return { statusCode: 200 };
    }
    const { versionId } = request.query;
    const found = versions.find(({ id }) => id === versionId);
    return { statusCode: 200, text: found ? found.body : listing(versions, request.query) };
  };
  const client = new S3Client(
    stubbedClient((request) => {
      requests.push(request);
      const { statusCode, text = '' } = answer(request);
      return { status: statusCode, body: Readable.from([Buffer.from(text)]) };
    }),
  );
  return { client, bucket: 'archive', requests, versions, put };
}

/** The versions on one page of a listing; S3 has 1000. */
const PER_PAGE = 2;

/** By key, and of one key the newest first. Without the marker of a version, the listing begins after the key. */
function listing(versions: readonly Version[], query: HttpRequest['query']): string {
  const { prefix, 'key-marker': after, 'version-id-marker': afterId } = query;
  const sorted = versions
    .filter(({ key }) => key.startsWith(String(prefix)))
    .toReversed()
    .toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const last = sorted.findLastIndex(({ key, id }) =>
    typeof afterId === 'string' ? id === afterId : typeof after === 'string' && key <= after,
  );
  const rest = sorted.slice(last + 1);
  const page = rest.slice(0, PER_PAGE);
  const items = page.map(({ key, id }) => `<Version><Key>${key}</Key><VersionId>${id}</VersionId></Version>`);
  const { key, id } = page.at(-1) ?? {};
  const next =
    rest.length > page.length
      ? `<IsTruncated>true</IsTruncated><NextKeyMarker>${key}</NextKeyMarker><NextVersionIdMarker>${id}</NextVersionIdMarker>`
      : '<IsTruncated>false</IsTruncated>';
  return `<ListVersionsResult>${next}${items.join('')}</ListVersionsResult>`;
}

async function keepAll(
  bucket: ReturnType<typeof versionedBucket>,
  links: readonly AuditLink[],
): Promise<void> {
  const archive = createLinkArchive(bucket);
  for (const link of links) await archive.keep(link);
}

describe('an archive', () => {
  it('stores each link as a new object with a checksum', async () => {
    const bucket = versionedBucket();
    await keepAll(bucket, [one, two]);
    expect(bucket.versions.map(({ key }) => key)).toEqual([
      'links/000000000001.json',
      'links/000000000002.json',
    ]);
    for (const { headers } of bucket.requests) {
      expect(headers).toMatchObject({ 'if-none-match': '*', 'x-amz-checksum-crc32': expect.any(String) });
    }
  });

  it('stores the head once when it is archived again before each append', async () => {
    const bucket = versionedBucket();
    await keepAll(bucket, [one, one, two, two]);
    expect(bucket.requests).toHaveLength(2);
  });

  it('changes nothing if a link with that number is stored', async () => {
    const bucket = versionedBucket();
    await keepAll(bucket, [one]);
    await keepAll(bucket, [{ ...one, events: [] }]);
    expect(bucket.versions.map(({ body }) => JSON.parse(body))).toEqual([one]);
  });

  it.each([403, 409, 500, 503])('is reported as unavailable if S3 responds with %i', async (status) => {
    const bucket = versionedBucket(status);
    await expect(createLinkArchive(bucket).keep(one)).rejects.toThrow(UnavailableError);
    await expect(createArchiveReader(bucket).listLinks({ cursor: undefined, limit: 9 })).rejects.toThrow(
      UnavailableError,
    );
  });
});

describe('a reader of the archive', () => {
  it('lists links in their order, page by page', async () => {
    const bucket = versionedBucket();
    await keepAll(bucket, [one, two, three]);
    const reader = createArchiveReader(bucket);
    const first = await reader.listLinks({ cursor: undefined, limit: 2 });
    expect(first).toEqual({ items: [one, two], next: '2' });
    expect(await reader.listLinks({ cursor: '2', limit: 2 })).toEqual({ items: [three], next: undefined });
  });

  it('returns the first version of a link, although its later versions fill a page', async () => {
    const bucket = versionedBucket();
    await keepAll(bucket, [one, two]);
    for (let written = 0; written < PER_PAGE; written += 1)
      bucket.put('links/000000000001.json', JSON.stringify({ ...one, events: [] }));
    const page = await createArchiveReader(bucket).listLinks({ cursor: undefined, limit: 9 });
    expect(page).toEqual({ items: [one, two], next: undefined });
  });

  it.each(['', '0', 'x', '1.5', '-1', '../x'])('rejects the cursor %j', async (cursor) => {
    const reader = createArchiveReader(versionedBucket());
    expect(await reader.listLinks({ cursor, limit: 9 })).toBe('invalid-cursor');
  });
});

describe('archived events', () => {
  const EARLIER = NOON - 86_400_000;

  async function eventsSince(bucket: ReturnType<typeof versionedBucket>, fromMs: number) {
    const found: AuditEvent[] = [];
    for await (const event of archivedEventsSince(bucket, fromMs)) found.push(event);
    return found;
  }

  it('are stored in full, once for each batch, and read back from an instant on', async () => {
    const bucket = versionedBucket();
    const [old, edge, recent] = [EARLIER, EARLIER + 1, NOON].map((atMs) => eventOf('acme', { atMs }));
    if (!old || !edge || !recent) throw new Error('no events');
    const archive = createLinkArchive(bucket);
    await archive.keep(one);
    for (const batch of [[old, edge], [recent], [edge, old]]) await archive.keepEvents(batch);
    const stored = bucket.versions.filter(({ key }) => key.startsWith('events/'));
    expect(stored).toHaveLength(2);
    expect(await eventsSince(bucket, EARLIER + 1)).toEqual([edge, recent]);
    expect(await eventsSince(bucket, 0)).toEqual([old, edge, recent]);
  });

  it('are those of the first version of each batch, although its later versions fill a page', async () => {
    const bucket = versionedBucket();
    const event = eventOf('acme');
    await createLinkArchive(bucket).keepEvents([event]);
    for (let written = 0; written < PER_PAGE; written += 1) bucket.put(bucket.versions[0]?.key ?? '', '[]');
    expect(await eventsSince(bucket, 0)).toEqual([event]);
  });

  it('that cannot be read are reported as unavailable', async () => {
    const bucket = versionedBucket();
    await createLinkArchive(bucket).keepEvents([eventOf('acme')]);
    bucket.put('events/2999-01-01/x.json', '[{"id":1}]');
    await expect(eventsSince(bucket, 0)).rejects.toThrow(UnavailableError);
    await expect(eventsSince(versionedBucket(503), 0)).rejects.toThrow(UnavailableError);
  });
});
