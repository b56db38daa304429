import type { KeyName } from '../../../lib/core/keys/update-key-with-retry.ts';

interface OnKey {
  readonly params: { readonly tenant: string; readonly key: string };
  readonly ifVersion: number | undefined;
}

/** The key of a request, and the version in its `If-Match`. */
export function keyName({ params: { tenant, key }, ifVersion }: OnKey): KeyName {
  return { tenant, id: key, ifVersion };
}
