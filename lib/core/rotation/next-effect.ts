import { abandonStuck, cleanUpAbandoned } from './abandon.ts';
import { advanceRotation } from './advance-rotation.ts';
import type { Effect } from './effect.ts';
import { closeRevoked, observeLabels } from './observe-labels.ts';
import { publishOutbox } from './publish-outbox.ts';
import { clearBlocked, recordFailure } from './record-failure.ts';
import { repairDrift } from './repair-drift.ts';
import { retireOld } from './retire.ts';
import type { Snapshot } from './snapshot.ts';
import { startDue } from './start.ts';
import { tagState } from './tag-secret.ts';

/** A row of the decision table: the effect of a snapshot for which its condition holds. */
type Row = (snapshot: Snapshot) => Effect | undefined;

const ROTATION: readonly Row[] = [
  observeLabels,
  abandonStuck,
  cleanUpAbandoned,
  retireOld,
  startDue,
  advanceRotation,
  clearBlocked,
];
/** Applies also to revoked keys and after a failure. */
const ALWAYS: readonly Row[] = [tagState, repairDrift, publishOutbox];

/** The effect of the first row whose condition holds; undefined if nothing is to be done now. */
export function nextEffect(snapshot: Snapshot): Effect | undefined {
  return firstOf([...rowsFor(snapshot), ...ALWAYS], snapshot);
}

function rowsFor({ record, failure }: Snapshot): readonly Row[] {
  if (record.key.status === 'revoked') return [closeRevoked];
  return failure === undefined ? ROTATION : [recordFailure];
}

function firstOf(rows: readonly Row[], snapshot: Snapshot): Effect | undefined {
  for (const row of rows) {
    const effect = row(snapshot);
    if (effect) return effect;
  }
  return undefined;
}
