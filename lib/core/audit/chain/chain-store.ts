import type { Page, PageRequest } from '../../store.ts';
import type { AuditLink, ChainedEvent } from './link.ts';

/** How an append ended; where it did not, which of the link's events are in the chain already. */
export type AppendOutcome =
  | { readonly appended: true }
  /** None are known: somebody else appended a link of that number. */
  | { readonly appended: false; readonly known: readonly ChainedEvent[] };

/** Reads of the chain, the oldest link first. */
export interface ChainReader {
  /** Strongly consistent. */
  listLinks(page: PageRequest): Promise<Page<AuditLink> | 'invalid-cursor'>;
}

/** The port of the chain. Its contract is test/adapters/chain-store.contract.ts. */
export interface ChainStore extends ChainReader {
  /** The newest links, oldest first, strongly consistent. */
  readNewest(count: number): Promise<readonly AuditLink[]>;
  /** Writes the link if nothing has its number and none of its events is in the chain; or nothing. */
  append(link: AuditLink): Promise<AppendOutcome>;
  /** When the newest probe was sent that came through the stream; undefined before the first. */
  readProbe(): Promise<number | undefined>;
  recordProbe(sentAtMs: number): Promise<void>;
}

/** A second place for links, which nobody can change afterwards. */
export interface LinkArchive {
  /** Keeps a link; where its number is kept already, nothing changes. */
  keep(link: AuditLink): Promise<void>;
}
