import type { WritableKeyTable } from '../adapters/dynamodb/commit.ts';
import type { Attributes } from '../adapters/dynamodb/item.ts';
import { createStore } from '../adapters/dynamodb/store.ts';
import type { ArchiveBucket } from '../adapters/s3/link-archive.ts';
import { archivedEventsSince } from '../adapters/s3/link-archive.ts';
import { paginateItems } from '../core/pagination.ts';
import type { Resource, RestoreDeps } from '../core/restore/recovery.ts';
import { recover } from '../core/restore/restore.ts';
import { Trail } from '../core/restore/trail.ts';
import { copyEventIfMissing, copyIfMissing, scanCopy } from './copied-items.ts';
import { type BatchRun, inBatches } from './in-batches.ts';
import { type RestoreReport, Results } from './report.ts';

export interface TableRestore extends Omit<RestoreDeps, 'live' | 'copy' | 'trail'>, BatchRun {
  readonly liveTable: WritableKeyTable;
  readonly copyTable: WritableKeyTable;
  /** Undefined if the deployment has none. */
  readonly archive: ArchiveBucket | undefined;
  /** The time of the copy, in milliseconds since 1970. */
  readonly copiedAtMs: number;
}

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
  for await (const { id } of paginateItems((page) => live.listTenants(page))) tenants.add(id);
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
  const immutableItems = async function* () {
    for await (const each of scanCopy(restore.copyTable)) {
      if (each.kind === 'immutable') {
        yield each.item;
      } else {
        resources.push(each);
        tenants.add(each.tenant);
      }
    }
  };
  await inBatches(restore, 'items', immutableItems(), (item) => copyItem(restore, item, results));
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
  const events = archivedEventsSince(archive, copiedAtMs - CLOCK_SKEW_MS);
  await inBatches(restore, 'archived events', events, async (event) => {
    trail.add(event);
    const options = { nowMs: clock(), isDryRun };
    if (await copyEventIfMissing(liveTable, event, liveTable.auditRetentionDays, options)) {
      results.addCopiedItem();
    }
  });
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
  const events = paginateItems((page) => live.listAuditEvents(tenant, filter, page));
  for await (const event of events) trail.add(event);
}
