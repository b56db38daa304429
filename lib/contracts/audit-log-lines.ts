import type { Finding } from '../core/audit/chain/finding.ts';

/** The log line of a fault in the audit chain. */
export function findingLine({ fault, ...where }: Finding): string {
  return line({ postern: 'audit-fault', fault, ...where });
}

/** A modification of an audit event in the key table. Postern never modifies or removes events. */
export interface Tampering {
  readonly fault: 'event-changed' | 'event-removed' | 'event-unreadable';
  /** The primary key of its item. */
  readonly item: string;
}

/** The log line of tampering that was found in the table stream. */
export function tamperingLine({ fault, item }: Tampering): string {
  return line({ postern: 'audit-fault', fault, item });
}

/** The log line of the chain's lag: changes of the last `behindSeconds` seconds may have no link. */
export function lagLine(behindSeconds: number): string {
  return line({ postern: 'audit-chain-lag', behindSeconds });
}

/** The log line of a failed append. It contains only the error name, because messages may contain data. */
export function unlinkedLine(error: unknown): string {
  return line({ postern: 'audit-append-failed', error: error instanceof Error ? error.name : typeof error });
}

function line(fields: object): string {
  return `${JSON.stringify(fields)}\n`;
}
