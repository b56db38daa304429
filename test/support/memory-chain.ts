import { LINK_POSITION, linkPosition } from '../../lib/adapters/dynamodb/audit-chain/chain-item.ts';
import { decodeCursor, encodeCursor } from '../../lib/adapters/dynamodb/cursor.ts';
import type { BeginningRecord, ChainBeginning } from '../../lib/core/audit/chain/beginning.ts';
import type { ChainStore, LinkArchive } from '../../lib/core/audit/chain/chain-store.ts';
import { type AuditLink, eventName } from '../../lib/core/audit/chain/link.ts';
import type { AuditEvent } from '../../lib/core/audit/event.ts';

/** Hooks of a test between steps. A hook may throw. */
export interface ChainFaults {
  beforeRead?: (() => void | Promise<void>) | undefined;
  /** Runs after the head was read and before the write. */
  beforeAppend?: (() => void | Promise<void>) | undefined;
  /** Runs after the write and before the response. */
  afterAppend?: (() => void | Promise<void>) | undefined;
}

export interface MemoryChain extends ChainStore {
  readonly links: readonly AuditLink[];
}

/** A chain in memory. It passes the same contract tests as the DynamoDB chain. */
export function createMemoryChain(faults: ChainFaults = {}): MemoryChain {
  const links: AuditLink[] = [];
  const marked = new Set<string>();
  let probe: number | undefined;
  const read = async <Result>(look: () => Result): Promise<Result> => {
    await faults.beforeRead?.();
    return structuredClone(look());
  };
  return {
    links,
    readNewest: (count) => read(() => links.slice(-count)),
    listLinks: ({ cursor, limit }) =>
      read(() => {
        const after = cursor === undefined ? linkPosition(0) : decodeCursor(cursor, LINK_POSITION);
        if (after === undefined) return 'invalid-cursor';
        const rest = links.filter(({ number }) => linkPosition(number) > after);
        const items = rest.slice(0, limit);
        const last = items.at(-1);
        return {
          items,
          next: last && rest.length > limit ? encodeCursor(linkPosition(last.number)) : undefined,
        };
      }),
    append: async (link) => {
      await faults.beforeAppend?.();
      const known = link.events.filter((event) => marked.has(eventName(event)));
      if (known.length > 0 || links.some(({ number }) => number === link.number)) {
        return { appended: false, known };
      }
      links.push(structuredClone(link));
      for (const event of link.events) marked.add(eventName(event));
      await faults.afterAppend?.();
      return { appended: true };
    },
    readProbe: () => read(() => probe),
    recordProbe: async (sentAtMs) => {
      probe = sentAtMs;
    },
  };
}

export interface MemoryArchive extends LinkArchive {
  readonly kept: Map<number, AuditLink>;
  /** The events in full, in the order of their batches. */
  readonly events: readonly AuditEvent[];
  /** If set, each write throws this error. */
  failing?: Error | undefined;
}

/** An archive in memory that never overwrites an object. */
export function createMemoryArchive(): MemoryArchive {
  const kept = new Map<number, AuditLink>();
  const events: AuditEvent[] = [];
  const archive: MemoryArchive = {
    kept,
    events,
    keepEvents: async (batch) => {
      if (archive.failing) throw archive.failing;
      events.push(...batch);
    },
    keep: async (link) => {
      if (archive.failing) throw archive.failing;
      if (!kept.has(link.number)) kept.set(link.number, link);
    },
  };
  return archive;
}

export interface MemoryBeginning extends BeginningRecord {
  /** If set, each write throws this error. */
  failing?: Error | undefined;
}

/** A record of the beginning in memory. It passes the same contract tests as the Systems Manager parameter. */
export function createMemoryBeginning(): MemoryBeginning {
  let recorded: ChainBeginning | undefined;
  const record: MemoryBeginning = {
    read: async () => recorded,
    record: async (beginning) => {
      if (record.failing) throw record.failing;
      recorded ??= beginning;
    },
  };
  return record;
}
