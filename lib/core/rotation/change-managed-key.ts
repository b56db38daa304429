import { MS_PER_DAY } from '../keys/lifetime.ts';
import { dueNextMs } from './due.ts';
import type { ManagedKey } from './managed-key.ts';
import type { ManageDeps } from './rotation-deps.ts';
import { type AskedSettings, type RotationSettings, type SettingsRefusal, withAsked } from './settings.ts';
import { transitionRecord } from './transition.ts';

/** A managed key, and who speaks for it. */
export interface ManagedKeyName {
  readonly tenant: string;
  readonly keyId: string;
  /** The stack that asks; null where the API does. */
  readonly stack: string | null;
}

export type ChangeManagedKeyResult =
  | { readonly outcome: 'done'; readonly managed: ManagedKey }
  | SettingsRefusal
  | { readonly outcome: 'not-managed' | 'managed-elsewhere' | 'contended' };

/**
 * Changes how a key rotates and who reads it, never its value. What a stack manages, that stack alone changes.
 *
 * @throws SecretStoreError
 */
export async function changeManagedKey(
  deps: ManageDeps,
  { tenant, keyId, stack }: ManagedKeyName,
  asked: AskedSettings,
): Promise<ChangeManagedKeyResult> {
  let refusal: SettingsRefusal | undefined;
  const result = await transitionRecord<'managed-elsewhere' | 'not-managed' | SettingsRefusal['outcome']>(
    deps,
    keyId,
    async ({ key, managed }, nowMs) => {
      if (key.tenant !== tenant) return { refused: 'not-managed' };
      if (managed.stack !== stack) return { refused: 'managed-elsewhere' };
      const checked = withAsked(deps, settingsOf(managed), asked);
      if ('refused' in checked) {
        refusal = checked.refused;
        return { refused: refusal.outcome };
      }
      const { settings } = checked;
      if (isSame(settings, settingsOf(managed))) return 'unchanged';
      await applyToSecret(deps, managed, settings);
      const next = { ...managed, ...settings, ...scheduled(managed, settings, nowMs) };
      return { next: { key, managed: next }, action: 'rotation.settings-changed' };
    },
  );
  if ('record' in result) return { outcome: 'done', managed: result.record.managed };
  if (refusal && refusal.outcome === result.outcome) return refusal;
  return result.outcome === 'managed-elsewhere' || result.outcome === 'contended'
    ? { outcome: result.outcome }
    : { outcome: 'not-managed' };
}

/** Before it is written down: where this fails, it is asked for again, and what is written is never ahead. */
async function applyToSecret(
  { maker }: ManageDeps,
  managed: ManagedKey,
  { readers, schedule, rotateEveryMs }: RotationSettings,
): Promise<void> {
  const { secretArn } = managed;
  if (readers.join() !== managed.readers.join()) await maker.allowReaders(secretArn, readers);
  if (schedule === 'secrets-manager') {
    const isNew = managed.schedule !== schedule || rotateEveryMs !== managed.rotateEveryMs;
    if (isNew && rotateEveryMs !== null) await maker.handOver(secretArn, rotateEveryMs / MS_PER_DAY);
  } else if (managed.schedule === 'secrets-manager') await maker.takeBack(secretArn);
}

/** When it is due by the new interval, counted from when its value began: what is late already, now. */
function scheduled(
  managed: ManagedKey,
  settings: RotationSettings,
  nowMs: number,
): Pick<ManagedKey, 'rotateAtMs'> {
  const { schedule, rotateEveryMs, rotateAtMs } = managed;
  if (schedule === settings.schedule && rotateEveryMs === settings.rotateEveryMs) return { rotateAtMs };
  const sinceMs = managed.versions.find(({ token }) => token === managed.current)?.sinceMs ?? nowMs;
  const dueMs = dueNextMs({ keyId: managed.keyId, ...settings }, sinceMs);
  return { rotateAtMs: dueMs === null ? null : Math.max(dueMs, nowMs) };
}

function settingsOf(managed: ManagedKey): RotationSettings {
  return {
    schedule: managed.schedule,
    rotateEveryMs: managed.rotateEveryMs,
    consumerCacheMs: managed.consumerCacheMs,
    overlapMs: managed.overlapMs,
    retireWhenUnused: managed.retireWhenUnused,
    retireLimitMs: managed.retireLimitMs,
    windows: managed.windows,
    readers: managed.readers,
  };
}

function isSame(one: RotationSettings, other: RotationSettings): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
