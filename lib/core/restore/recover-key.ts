import { auditableSettings, isLive, type Key } from '../keys/key.ts';
import { auditableManagedKey, type ManagedKey } from '../rotation/managed-key.ts';
import { generateVersionId } from '../rotation/start.ts';
import { recoveredManagedKey } from './recovered-managed-key.ts';
import {
  isLatest,
  type KeyTodo,
  latestOf,
  nextVersion,
  type Recovered,
  type RecoveryWrite,
  type Resource,
  type RestoreDeps,
  type RestoreReader,
  UNCHANGED,
  written,
} from './recovery.ts';
import { type KeyState, knownOf, stricterKey } from './stricter-key.ts';
import type { ToldKey } from './trail.ts';

/** A key with its rotation state if it is a managed key. */
interface StoredKey {
  readonly version: number;
  readonly key: Key;
  readonly managed: ManagedKey | undefined;
}

/** The count of an owner's keys can be left although the key is missing. */
const COUNTED = { kind: 'counted' } as const;
const UNCOUNTED = { kind: 'added', maxKeys: null } as const;

/** Decides on a key and on its rotation state. */
export async function recoverKey(
  deps: RestoreDeps,
  { tenant, id }: Resource,
): Promise<RecoveryWrite | Recovered> {
  const [stored, copied] = await Promise.all([readStored(deps.live, id), readStored(deps.copy, id)]);
  const told = deps.trail.key(tenant, id);
  const base = latestOf(stored, copied);
  if (!base) return told?.isIssued ? { outcome: 'lost' } : UNCHANGED;
  const isRevived = told?.status === 'revoked' && stored !== undefined && stored.key.status !== 'revoked';
  if (isLatest(stored, copied, told) && !isRevived) return UNCHANGED;

  const known = [stored, copied].flatMap((each) => (each && each !== base ? [knownOf(stateOf(each))] : []));
  const state = [...known, ...(told ? [told] : [])].reduce(stricterKey, stateOf(base));
  const version = nextVersion(stored, copied, told);
  const nowMs = deps.clock();
  const key = withoutEnded({ ...state.key, version }, nowMs);
  const isManaged = base.managed !== undefined && told?.isManaged !== false;
  const record =
    isManaged && base.managed
      ? await withManaged(deps, { key, managed: base.managed }, state.lastGeneration)
      : { key, managed: undefined };
  const counting = (await deps.live.isKeyCounted(key)) ? COUNTED : UNCOUNTED;
  return writeOf(stored, { ...record, counting }, todoOf(record, told));
}

/** An ended credential is kept only for a rollback, which is not possible across a restore. */
function withoutEnded(key: Key, nowMs: number): Key {
  return { ...key, credentials: key.credentials.filter((each) => isLive(each, nowMs)) };
}

async function withManaged(
  { describeSecret, clock, random }: RestoreDeps,
  record: { readonly key: Key; readonly managed: ManagedKey },
  lastGeneration: number,
) {
  const secret = await describeSecret(record.managed.secretArn);
  return recoveredManagedKey(record, {
    ...{ secret, lastGeneration, nowMs: clock(), newVersionId: generateVersionId(random) },
  });
}

async function readStored(reader: RestoreReader, id: string): Promise<StoredKey | undefined> {
  const record = await reader.readManagedRecord(id);
  const key = record?.key ?? (await reader.readKey(id));
  return key && { version: key.version, key, managed: record?.managed };
}

function stateOf({ key, managed }: StoredKey): KeyState {
  const generations = key.credentials.map(({ generation }) => generation);
  return { key, lastGeneration: Math.max(managed?.lastGeneration ?? 0, ...generations) };
}

function writeOf(
  stored: StoredKey | undefined,
  {
    key,
    managed,
    counting,
  }: Omit<StoredKey, 'version'> & { readonly counting: typeof COUNTED | typeof UNCOUNTED },
  todo: KeyTodo | undefined,
): RecoveryWrite {
  // The keys that were created with a compromised key or a leaked value are revoked again: they may be restored after it.
  const isCompromised = key.revocation?.reason === 'compromised' || key.compromisedUntilMs !== undefined;
  const cascade = isCompromised ? ('pending' as const) : undefined;
  const change = stored
    ? ({
        kind: 'update-key',
        ...{ key, cascade, replacedVersion: stored.version },
        managed: managed ?? (stored.managed && 'removed'),
      } as const)
    : ({ kind: 'recreate-key', key, counting, cascade, managed } as const);
  return {
    ...written('key.recovered', change, stored && audited(stored), audited({ key, managed })),
    ...(todo && { todo }),
  };
}

function audited({ key, managed }: Omit<StoredKey, 'version'>) {
  return { ...auditableSettings(key), ...(managed && { managed: auditableManagedKey(managed) }) };
}

function todoOf(
  { key, managed }: Omit<StoredKey, 'version'>,
  told: ToldKey | undefined,
): KeyTodo | undefined {
  if (key.status === 'revoked' || managed) return undefined;
  if (told?.isManaged === true) return 'adopt';
  return key.credentials.length === 0 ? 'issue-value' : undefined;
}
