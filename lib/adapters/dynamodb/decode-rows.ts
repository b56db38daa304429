import { UnexpectedItemError } from '../../core/store.ts';
import type { Attributes } from './item.ts';
import { idAt } from './position.ts';

/** The rows of a page that can be decoded, and the IDs of the others. */
export interface DecodedRows<Entity> {
  readonly items: readonly Entity[];
  /** Undefined if all rows can be decoded. */
  readonly unknown?: readonly string[];
}

/**
 * Decodes the rows of a listing. A row that this version cannot decode does not fail the page: a newer version may have
 * written it.
 *
 * @param sortKey the attribute with the position of a row, which contains its ID
 */
export function decodeRows<Entity>(
  rows: readonly Attributes[],
  sortKey: string,
  decode: (row: Attributes) => Entity,
): DecodedRows<Entity> {
  const items: Entity[] = [];
  const unknown: string[] = [];
  for (const row of rows) {
    try {
      items.push(decode(row));
    } catch (error) {
      if (!(error instanceof UnexpectedItemError)) throw error;
      unknown.push(idAt(row[sortKey]?.S ?? ''));
    }
  }
  return { items, ...(unknown.length > 0 && { unknown }) };
}
