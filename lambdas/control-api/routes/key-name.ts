import type { KeyName } from '../../../lib/core/keys/update-with-retry.ts';

interface OnKey {
  readonly params: { readonly tenant: string; readonly key: string };
  readonly ifVersion: number | undefined;
}

/** The key that a request names, and the version of it that the caller read. */
export function keyName({ params: { tenant, key }, ifVersion }: OnKey): KeyName {
  return { tenant, id: key, ifVersion };
}
