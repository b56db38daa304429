import { type Context, type ModelKey, ownerOf, type State } from './state.ts';

/** Whether a key counts towards the maximum of its owner: until it is revoked or deleted, or expires. */
export function counts({ status, expiresAtMs }: ModelKey, nowMs: number): boolean {
  return status !== 'revoked' && status !== 'deleted' && (expiresAtMs === null || nowMs < expiresAtMs);
}

/** The rejection of another key of an owner that has its maximum number of keys. */
export function keyLimitRejections(
  state: State,
  { tenant, owner: id }: Pick<ModelKey, 'tenant' | 'owner'>,
  { profile, nowMs }: Context,
): readonly string[] {
  const owner = ownerOf(state, tenant, id);
  const plan = owner?.plan == null ? undefined : profile.plans[owner.plan];
  const most = owner?.maxKeys ?? plan?.maxKeys ?? Number.POSITIVE_INFINITY;
  const theirs = [...state.keys.values()].filter((key) => key.tenant === tenant && key.owner === id);
  return theirs.filter((key) => counts(key, nowMs)).length < most ? [] : ['key-limit-reached'];
}
