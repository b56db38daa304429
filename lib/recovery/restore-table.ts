import type { WritableKeyTable } from '../adapters/dynamodb/commit.ts';
import type { Attributes } from '../adapters/dynamodb/item.ts';
import { createStore } from '../adapters/dynamodb/store.ts';
import type { ArchiveBucket } from '../adapters/s3/link-archive.ts';
import { archivedEventsSince } from '../adapters/s3/link-archive.ts';
import type { AuditEvent } from '../core/audit/event.ts';
import { batchesOf } from '../core/batches.ts';
import type { Resource, RestoreDeps } from '../core/restore/recovery.ts';
import { recover } from '../core/restore/restore.ts';
import { Trail } from '../core/restore/trail.ts';
import { UnavailableError } from '../core/store.ts';
import { copyEventIfMissing, copyIfMissing, scanCopy } from './copied-items.ts';
import { type RestoreReport, Results } from './report.ts';

export interface TableRestore extends Omit<RestoreDeps, 'live' | 'copy' | 'trail'> {
  readonly liveTable: WritableKeyTable;
  readonly copyTable: WritableKeyTable;
  /** Undefined if the deployment has none. */
  readonly archive: ArchiveBucket | undefined;
  /** The time of the copy, in milliseconds since 1970. */
  readonly copiedAtMs: number;
  readonly onProgress: (step: string, count: number) => Promise<void>;
  /** Stops before the next batch. A repetition continues. */
  readonly interruption: AbortSignal;
}

const PARALLEL = 16;
/** The clocks of event writers can be behind the time of the copy. */
const CLOCK_SKEW_MS = 5 * 60_000;

/**
 * Restores the key table in place from a copy of an earlier time: copies what never changes, then recovers each resource of
 * the copy and of the audit events since. Decisions continue. Safe to repeat and to interrupt.
 *
 * @throws UnavailableError if a table or the archive does not respond
 */
export async function restoreTable(restore: TableRestore): Promise<RestoreReport> {
  const results = new Results();
  const live = createStore(restore.liveTable);
  const trail = new Trail();
  const { resources, tenants } = await readCopy(restore, results);
  await addArchivedEvents(restore, trail, results);
  for (const { id } of await liveTenants(live)) tenants.add(id);
  for (const tenant of tenants) await addLiveEvents(restore, live, trail, tenant);

  const deps: RestoreDeps = { ...restore, live, copy: createStore(restore.copyTable), trail };
  const known = new Set(resources.map(nameOf));
  const told = trail.subjects().map(({ tenant, subject }): Resource => ({ tenant, ...subject }));
  const all = [...resources, ...told.filter((each) => !known.has(nameOf(each)))];
  await inBatches(restore, 'resources', all, async (resource) =>
    results.add(resource, await recover(deps, resource)),
  );
  return results.report();
}

function nameOf({ kind, tenant, id }: Resource): string {
  return `${kind} ${tenant} ${id}`;
}

async function readCopy(restore: TableRestore, results: Results) {
  const resources: Resource[] = [];
  const tenants = new Set<string>();
  let items: Attributes[] = [];
  const copyItems = async () => {
    await inBatches(restore, 'items', items, (item) => copyItem(restore, item, results));
    items = [];
  };
  for await (const each of scanCopy(restore.copyTable)) {
    if (each.kind === 'immutable') items.push(each.item);
    else {
      resources.push(each);
      tenants.add(each.tenant);
    }
    if (items.length >= PARALLEL) await copyItems();
  }
  await copyItems();
  return { resources, tenants };
}

async function copyItem(restore: TableRestore, item: Attributes, results: Results): Promise<void> {
  const { liveTable, clock, isDryRun } = restore;
  if (await copyIfMissing(liveTable, item, { nowMs: clock(), isDryRun })) results.addCopiedItem();
}

/** If the key table was lost, the events since the copy are only in the archive. They are written back as well. */
async function addArchivedEvents(restore: TableRestore, trail: Trail, results: Results): Promise<void> {
  const { archive, copiedAtMs, liveTable, clock, isDryRun } = restore;
  if (!archive) return;
  let batch: AuditEvent[] = [];
  const copyEvents = async () => {
    await inBatches(restore, 'archived events', batch, async (event) => {
      const options = { nowMs: clock(), isDryRun };
      const isMissing = await copyEventIfMissing(liveTable, event, liveTable.auditRetentionDays, options);
      if (isMissing) results.addCopiedItem();
    });
    batch = [];
  };
  for await (const event of archivedEventsSince(archive, copiedAtMs - CLOCK_SKEW_MS)) {
    trail.add(event);
    batch.push(event);
    if (batch.length >= PARALLEL) await copyEvents();
  }
  await copyEvents();
}

async function addLiveEvents(
  { copiedAtMs, clock }: TableRestore,
  live: ReturnType<typeof createStore>,
  trail: Trail,
  tenant: string,
): Promise<void> {
  const filter = {
    fromMs: copiedAtMs - CLOCK_SKEW_MS,
    untilMs: clock() + CLOCK_SKEW_MS,
    about: null,
  };
  await eachPage(
    (page) => live.listAuditEvents(tenant, filter, page),
    (event) => trail.add(event),
  );
}

async function liveTenants(live: ReturnType<typeof createStore>) {
  const tenants: { readonly id: string }[] = [];
  await eachPage(
    (page) => live.listTenants(page),
    (tenant) => tenants.push(tenant),
  );
  return tenants;
}

const PAGE_LIMIT = 100;

async function eachPage<Item>(
  list: (page: {
    cursor: string | undefined;
    limit: number;
  }) => Promise<{ readonly items: readonly Item[]; readonly next: string | undefined } | 'invalid-cursor'>,
  use: (item: Item) => void,
): Promise<void> {
  let cursor: string | undefined;
  do {
    const page = await list({ cursor, limit: PAGE_LIMIT });
    if (page === 'invalid-cursor') throw new UnavailableError('a listing rejected its own cursor; try again');
    page.items.forEach(use);
    cursor = page.next;
  } while (cursor !== undefined);
}

async function inBatches<Item>(
  { interruption, onProgress }: Pick<TableRestore, 'interruption' | 'onProgress'>,
  step: string,
  items: readonly Item[],
  use: (item: Item) => Promise<void>,
): Promise<void> {
  let done = 0;
  for (const batch of batchesOf(items, PARALLEL)) {
    interruption.throwIfAborted();
    await Promise.all(batch.map(use));
    done += batch.length;
    await onProgress(step, done);
  }
}
