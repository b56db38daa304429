import { formatTimestamp } from '../timestamp.ts';
import { ADVICE } from './failures.ts';
import { isLive, type ManagedRecord, type Rotation, replacedCredentials } from './managed-key.ts';

/** What a managed key waits for, in sentences for people: the next thing that will happen to it, and why not now. */
export function waitingFor(record: ManagedRecord, nowMs: number): readonly string[] {
  const { key, managed } = record;
  if (key.status === 'revoked')
    return ['The key is revoked: nothing is rotated any more, and its secret is marked.'];
  return [
    ...troubleWords(record),
    ...(managed.rotation ? [rotationWords(managed.rotation)] : [promotionWords(record)]),
    ...retirementWords(record, nowMs),
    ...endWords(record, nowMs),
    ...scheduleWords(record, nowMs),
  ].filter((words) => words !== '');
}

function troubleWords({ managed }: ManagedRecord): readonly string[] {
  const { trouble } = managed;
  return trouble ? [`Since ${at(trouble.sinceMs)}: ${ADVICE[trouble.reason].words}`] : [];
}

function rotationWords({ kind, startedAtMs, setAtMs, abandonedAtMs }: Rotation): string {
  const what = `The ${kind} that began at ${at(startedAtMs)}`;
  if (abandonedAtMs !== null)
    return `${what} was given up at ${at(abandonedAtMs)}: it is cleared away once no step of it can be running.`;
  return setAtMs === null
    ? `${what} waits for its new value to be accepted.`
    : `${what} waits for its value, which is accepted, to be current in every region.`;
}

function promotionWords({ managed }: ManagedRecord): string {
  const { promotedSeenAtMs, strayed } = managed;
  if (strayed)
    return `AWSCURRENT was seen elsewhere at ${at(strayed.sinceMs)}: it is looked at again before that is believed.`;
  return promotedSeenAtMs === null
    ? 'Waits to see its value current in every region; until then nothing ends.'
    : '';
}

/** The least time: what a read may be behind, and how long a run may take, come to it. */
function retirementWords(record: ManagedRecord, nowMs: number): readonly string[] {
  const { promotedSeenAtMs, overlapMs, retireWhenUnused, retireLimitMs } = record.managed;
  const old = replacedCredentials(record).map(({ generation }) => generation);
  if (old.length === 0 || promotedSeenAtMs === null) return [];
  const values = `The old value (generation ${old.join(', ')})`;
  const overlapEndMs = promotedSeenAtMs + overlapMs;
  if (nowMs < overlapEndMs || !retireWhenUnused)
    return [`${values} is accepted until the overlap has passed, at ${at(overlapEndMs)} or soon after.`];
  return [
    `${values} is accepted until it is known to be unused, at ${at(promotedSeenAtMs + retireLimitMs)} at the latest.`,
  ];
}

function endWords({ key }: ManagedRecord, nowMs: number): readonly string[] {
  return key.credentials
    .filter((each) => each.endsAtMs !== null && isLive(each, nowMs))
    .map(({ generation, endsAtMs }) => `The value of generation ${generation} ends at ${at(endsAtMs ?? 0)}.`);
}

function scheduleWords({ managed }: ManagedRecord, nowMs: number): readonly string[] {
  const { schedule, rotateAtMs, paused, windows } = managed;
  if (paused) return ['It is paused: no rotation begins until it is resumed.'];
  if (schedule === 'secrets-manager') return ['Secrets Manager begins its rotations.'];
  if (rotateAtMs === null) return ['It rotates on demand alone.'];
  const isDue = rotateAtMs <= nowMs;
  const when = isDue
    ? `A rotation is due since ${at(rotateAtMs)}`
    : `The next rotation is due at ${at(rotateAtMs)}`;
  return [windows.length > 0 ? `${when}, and begins in one of its windows.` : `${when}.`];
}

function at(ms: number): string {
  return formatTimestamp(ms);
}
