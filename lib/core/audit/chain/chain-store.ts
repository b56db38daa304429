import type { Page, PageRequest } from '../../store.ts';
import type { AuditEvent } from '../event.ts';
import type { AuditLink, ChainedEvent } from './link.ts';

/** The result of an append; if it was rejected, the events of the link that are already in the chain. */
export type AppendOutcome =
  | { readonly appended: true }
  /** Empty if another link has that number. */
  | { readonly appended: false; readonly known: readonly ChainedEvent[] };

/** Reads the chain, oldest link first. */
export interface ChainReader {
  /** Strongly consistent. */
  listLinks(page: PageRequest): Promise<Page<AuditLink> | 'invalid-cursor'>;
}

/** Reads the chain and its progress. */
export interface ChainStateReader extends ChainReader {
  /** The newest links, oldest first, with strong consistency. */
  readNewest(count: number): Promise<readonly AuditLink[]>;
  /** When the newest probe that the stream delivered was sent; undefined before the first. */
  readProbe(): Promise<number | undefined>;
}

/** The port of the audit chain. Its contract is test/adapters/chain-store.contract.ts. */
export interface ChainStore extends ChainStateReader {
  /** Writes the link if its number is free and none of its events is in the chain; otherwise writes nothing. */
  append(link: AuditLink): Promise<AppendOutcome>;
  recordProbe(sentAtMs: number): Promise<void>;
}

/** An immutable copy of the links and of the events in them. */
export interface LinkArchive {
  /** Stores a link. Changes nothing if its number is already stored. */
  keep(link: AuditLink): Promise<void>;
  /** Stores events in full. Changes nothing if the same events are already stored together. */
  keepEvents(events: readonly AuditEvent[]): Promise<void>;
}
