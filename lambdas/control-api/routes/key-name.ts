import type { KeyName } from '../../../lib/core/keys/transition.ts';

/** The key that a route's parameters name. */
export function keyName({ tenant, key }: { readonly tenant: string; readonly key: string }): KeyName {
  return { tenant, id: key };
}
