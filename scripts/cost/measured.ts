import type { Measured } from './estimate.ts';
import { allowedLogBytes, deniedLogBytes, probeLogBytes, thrownErrorLogBytes } from './log-bytes.ts';
import { bytesPerKey } from './stored-bytes.ts';
import { usageUnits } from './usage-units.ts';

/** Sizes as this version of the code makes them. */
export function measure(): Measured {
  const { table, indexes } = bytesPerKey();
  return {
    allowedLog: allowedLogBytes(),
    deniedLog: deniedLogBytes(),
    thrownErrorLog: thrownErrorLogBytes(),
    probeLog: probeLogBytes(),
    keyInTable: table,
    keyInIndexes: indexes,
    usage: usageUnits(),
  };
}
