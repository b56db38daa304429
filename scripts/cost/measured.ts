import type { Measured } from './estimate.ts';
import { allowedLogBytes, refusedLogBytes, thrownErrorLogBytes } from './log-bytes.ts';
import { bytesPerKey } from './stored-bytes.ts';

/** Sizes as this version of the code makes them. */
export function measure(): Measured {
  const { table, indexes } = bytesPerKey();
  return {
    allowedLog: allowedLogBytes(),
    refusedLog: refusedLogBytes(),
    thrownErrorLog: thrownErrorLogBytes(),
    keyInTable: table,
    keyInIndexes: indexes,
  };
}
