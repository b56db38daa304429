import type { ChainReader } from './chain-store.ts';
import type { AuditLink } from './link.ts';

/** Where a chain began: its link 1. */
export type ChainBeginning = Pick<AuditLink, 'hash' | 'atMs' | 'keptUntilMs'>;

/** Reads where the chain began. */
export interface BeginningReader {
  /** Undefined before the beginning is recorded. */
  read(): Promise<ChainBeginning | undefined>;
}

/** A record of the beginning outside the tables. Its contract is test/adapters/beginning-record.contract.ts. */
export interface BeginningRecord extends BeginningReader {
  /** Changes nothing if a beginning is recorded. */
  record(beginning: ChainBeginning): Promise<void>;
}

interface RecordDeps {
  readonly store: ChainReader;
  readonly beginning: BeginningRecord;
}

/**
 * Records link 1 if it is stored and no beginning is recorded. A beginning cannot be recorded after retention removed link 1.
 *
 * @throws UnavailableError if a store does not respond
 */
export async function recordBeginning({ store, beginning }: RecordDeps): Promise<void> {
  if (await beginning.read()) return;
  const links = await store.listLinks({ cursor: undefined, limit: 1 });
  const [first] = links === 'invalid-cursor' ? [] : links.items;
  if (first?.number !== 1) return;
  const { hash, atMs, keptUntilMs } = first;
  await beginning.record({ hash, atMs, keptUntilMs });
}
