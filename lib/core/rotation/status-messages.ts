import { isLive } from '../keys/key.ts';
import { formatTimestamp } from '../timestamp.ts';
import { type AgendaContext, driftConfirmedAtMs, nextStart, retirementOf } from './agenda.ts';
import { REMEDIATION } from './blocked-reasons.ts';
import { type ManagedRecord, type Rotation, replacedCredentials } from './managed-key.ts';

/** The pending work of a managed key as sentences: what happens next, when, and why not now. */
export function statusMessages(record: ManagedRecord, context: AgendaContext): readonly string[] {
  const { key, managed } = record;
  const { nowMs } = context;
  if (key.status === 'revoked')
    return ['The key is revoked: it is not rotated, and its secret is tagged as revoked.'];
  return [
    ...describeBlocked(record),
    ...(managed.rotation ? [describeRotation(managed.rotation)] : [describePromotion(record, context)]),
    ...describeRetirement(record, context),
    ...describeEnds(record, nowMs),
    ...describeSchedule(record, context),
  ].filter((message) => message !== '');
}

function describeBlocked({ managed }: ManagedRecord): readonly string[] {
  const { blocked } = managed;
  return blocked ? [`Since ${timeText(blocked.sinceMs)}: ${REMEDIATION[blocked.reason].message}`] : [];
}

function describeRotation({ kind, startedAtMs, setAtMs, abandonedAtMs }: Rotation): string {
  const subject = `The ${kind} rotation that started at ${timeText(startedAtMs)}`;
  if (abandonedAtMs !== null)
    return `${subject} was abandoned at ${timeText(abandonedAtMs)}. It is cleaned up once none of its steps can be running.`;
  return setAtMs === null
    ? `${subject} is waiting for its new value to be accepted.`
    : `${subject} is waiting for its accepted value to be current in all Regions.`;
}

function describePromotion({ managed }: ManagedRecord, { limits }: AgendaContext): string {
  const { promotionConfirmedAtMs, labelDrift } = managed;
  if (labelDrift)
    return `AWSCURRENT was observed on an unexpected version at ${timeText(labelDrift.sinceMs)}. A read after ${timeText(driftConfirmedAtMs(labelDrift, limits))} confirms it.`;
  return promotionConfirmedAtMs === null
    ? 'The current value is not confirmed in all Regions yet. Old values do not end until then.'
    : '';
}

function describeRetirement(record: ManagedRecord, { nowMs, limits }: AgendaContext): readonly string[] {
  const retirement = retirementOf(record, limits);
  if (!retirement) return [];
  const { overlapEndMs, deadlineMs } = retirement;
  const old = replacedCredentials(record).map(({ generation }) => generation);
  const values = `The old value (generation ${old.join(', ')})`;
  if (nowMs < overlapEndMs || deadlineMs === overlapEndMs)
    return [`${values} is accepted until the overlap ends, at ${timeText(overlapEndMs)} or shortly after.`];
  return [`${values} is accepted until it is known to be unused, at ${timeText(deadlineMs)} at the latest.`];
}

function describeEnds({ key }: ManagedRecord, nowMs: number): readonly string[] {
  return key.credentials
    .filter((each) => each.endsAtMs !== null && isLive(each, nowMs))
    .map(
      ({ generation, endsAtMs }) =>
        `The value of generation ${generation} ends at ${timeText(endsAtMs ?? 0)}.`,
    );
}

function describeSchedule({ managed }: ManagedRecord, { nowMs, freeze }: AgendaContext): readonly string[] {
  const { schedule, rotateAtMs, paused, windows } = managed;
  if (paused) return ['Rotation is paused. No rotation starts until it is resumed.'];
  if (schedule === 'secrets-manager') return ['Secrets Manager schedules its rotations.'];
  if (rotateAtMs === null) return ['It rotates only on demand.'];
  const isDue = rotateAtMs <= nowMs;
  const when = isDue
    ? `A rotation has been due since ${timeText(rotateAtMs)}`
    : `The next rotation is due at ${timeText(rotateAtMs)}`;
  const start = nextStart(managed, { nowMs, freeze });
  if (start?.condition === 'freeze' && start.atMs !== null)
    return [`${when}, and starts at ${timeText(start.atMs)}, when the freeze of the tenant ends.`];
  return [windows.length > 0 ? `${when}, and starts in one of its maintenance windows.` : `${when}.`];
}

function timeText(ms: number): string {
  return formatTimestamp(ms);
}
