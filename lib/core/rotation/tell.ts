import { UnavailableError } from '../store.ts';
import type { ManagedKey } from './managed-key.ts';
import { noticeId } from './notices.ts';
import type { RotationDeps } from './rotation-deps.ts';
import { transitionRecord } from './transition.ts';

/** Hands over what is to be told, and forgets it only then: told at least once, whatever crashes in between. */
export async function tellUntold(deps: RotationDeps, { keyId, untold }: ManagedKey): Promise<void> {
  if (untold.length === 0) return;
  const told = new Set<string>();
  const key = await deps.store.readKey(keyId);
  if (!key) return;
  const { tenant, owner } = key;
  for (const each of untold) {
    const id = noticeId(keyId, each);
    if (!(await isTold(deps, { ...each, id, keyId, tenant, owner }))) break;
    told.add(id);
  }
  if (told.size === 0) return;
  await transitionRecord<never>(deps, keyId, ({ key, managed }) => {
    const rest = managed.untold.filter((each) => !told.has(noticeId(keyId, each)));
    if (rest.length === managed.untold.length) return 'unchanged';
    return { next: { key, managed: { ...managed, untold: rest } }, action: 'rotation.told' };
  });
}

async function isTold(
  { notices }: RotationDeps,
  notice: Parameters<RotationDeps['notices']['tell']>[0],
): Promise<boolean> {
  try {
    await notices.tell(notice);
    return true;
  } catch (error) {
    if (error instanceof UnavailableError) return false;
    throw error;
  }
}
