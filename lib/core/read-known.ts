import { type Page, UnexpectedItemError } from './store.ts';

/** Returns `unknown` in place of an item that this version cannot decode, because a newer version may have written it. */
export async function readKnown<Entity>(read: Promise<Entity>): Promise<Entity | 'unknown'> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof UnexpectedItemError) return 'unknown';
    throw error;
  }
}

/** Adds the IDs of items that could not be decoded to a page. */
export function withUnknown<P extends Page<unknown>>(page: P, ids: readonly string[]): P {
  return ids.length === 0 ? page : { ...page, unknown: [...(page.unknown ?? []), ...ids] };
}
