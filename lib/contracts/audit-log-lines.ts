import type { Finding } from '../core/audit/chain/finding.ts';

/** The log line of something that is wrong with the chain. */
export function findingLine({ fault, ...where }: Finding): string {
  return line({ postern: 'audit-fault', fault, ...where });
}

/** What happened to an audit event in the key table that nothing of ours does. */
export interface Tampering {
  readonly fault: 'event-changed' | 'event-removed' | 'event-unreadable';
  /** The primary key of its item. */
  readonly item: string;
}

/** The log line of tampering, as the table's stream tells of it. */
export function tamperingLine({ fault, item }: Tampering): string {
  return line({ postern: 'audit-fault', fault, item });
}

/** The log line of a chain that is behind: changes of so many seconds may have no link. */
export function lagLine(behindSeconds: number): string {
  return line({ postern: 'audit-chain-lag', behindSeconds });
}

/** The log line of a batch that could not be linked now, by names alone. */
export function unlinkedLine(error: unknown): string {
  return line({ postern: 'audit-append-failed', error: error instanceof Error ? error.name : typeof error });
}

function line(fields: object): string {
  return `${JSON.stringify(fields)}\n`;
}
