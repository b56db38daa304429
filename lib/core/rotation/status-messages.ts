import { formatTimestamp } from '../timestamp.ts';
import { type AgendaContext, driftConfirmedAtMs, nextStart, retirementOf } from './agenda.ts';
import { REMEDIATION } from './blocked-reasons.ts';
import { isLive, type ManagedRecord, type Rotation, replacedCredentials } from './managed-key.ts';

/** What a managed key waits for, in sentences: what happens next, when, and why not now. The times are the engine's. */
export function statusMessages(record: ManagedRecord, context: AgendaContext): readonly string[] {
  const { key, managed } = record;
  const { nowMs } = context;
  if (key.status === 'revoked')
    return ['The key is revoked: nothing is rotated any more, and its secret is marked.'];
  return [
    ...describeBlocked(record),
    ...(managed.rotation ? [rotationWords(managed.rotation)] : [describePromotion(record, context)]),
    ...retirementWords(record, context),
    ...endWords(record, nowMs),
    ...scheduleWords(record, context),
  ].filter((words) => words !== '');
}

function describeBlocked({ managed }: ManagedRecord): readonly string[] {
  const { blocked } = managed;
  return blocked ? [`Since ${at(blocked.sinceMs)}: ${REMEDIATION[blocked.reason].message}`] : [];
}

function rotationWords({ kind, startedAtMs, setAtMs, abandonedAtMs }: Rotation): string {
  const what = `The ${kind} that began at ${at(startedAtMs)}`;
  if (abandonedAtMs !== null)
    return `${what} was given up at ${at(abandonedAtMs)}: it is cleared away once no step of it can be running.`;
  return setAtMs === null
    ? `${what} waits for its new value to be accepted.`
    : `${what} waits for its value, which is accepted, to be current in every region.`;
}

function describePromotion({ managed }: ManagedRecord, { limits }: AgendaContext): string {
  const { promotionConfirmedAtMs, labelDrift } = managed;
  if (labelDrift)
    return `AWSCURRENT was seen on an unexpected version at ${at(labelDrift.sinceMs)}: it is read again from ${at(driftConfirmedAtMs(labelDrift, limits))} on before that is believed.`;
  return promotionConfirmedAtMs === null
    ? 'Waits to see its value current in every region; until then nothing ends.'
    : '';
}

function retirementWords(record: ManagedRecord, { nowMs, limits }: AgendaContext): readonly string[] {
  const retirement = retirementOf(record, limits);
  if (!retirement) return [];
  const { overlapEndMs, deadlineMs } = retirement;
  const old = replacedCredentials(record).map(({ generation }) => generation);
  const values = `The old value (generation ${old.join(', ')})`;
  if (nowMs < overlapEndMs || deadlineMs === overlapEndMs)
    return [`${values} is accepted until the overlap has passed, at ${at(overlapEndMs)} or soon after.`];
  return [`${values} is accepted until it is known to be unused, at ${at(deadlineMs)} at the latest.`];
}

function endWords({ key }: ManagedRecord, nowMs: number): readonly string[] {
  return key.credentials
    .filter((each) => each.endsAtMs !== null && isLive(each, nowMs))
    .map(({ generation, endsAtMs }) => `The value of generation ${generation} ends at ${at(endsAtMs ?? 0)}.`);
}

function scheduleWords({ managed }: ManagedRecord, { nowMs, freeze }: AgendaContext): readonly string[] {
  const { schedule, rotateAtMs, paused, windows } = managed;
  if (paused) return ['It is paused: no rotation begins until it is resumed.'];
  if (schedule === 'secrets-manager') return ['Secrets Manager begins its rotations.'];
  if (rotateAtMs === null) return ['It rotates on demand alone.'];
  const isDue = rotateAtMs <= nowMs;
  const when = isDue
    ? `A rotation is due since ${at(rotateAtMs)}`
    : `The next rotation is due at ${at(rotateAtMs)}`;
  const start = nextStart(managed, { nowMs, freeze });
  if (start?.condition === 'freeze' && start.atMs !== null)
    return [`${when}, and begins at ${at(start.atMs)}, when the freeze of the tenant has ended.`];
  return [windows.length > 0 ? `${when}, and begins in one of its windows.` : `${when}.`];
}

function at(ms: number): string {
  return formatTimestamp(ms);
}
