import { isoInstant } from './attributes.ts';

/** What a position in a listing by creation looks like. */
export const POSITION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[0-9A-Za-z]+$/;

/** Where a thing stands in such a listing: by creation, then by id. */
export function positionOf({
  createdAtMs,
  id,
}: {
  readonly createdAtMs: number;
  readonly id: string;
}): string {
  return `${isoInstant(createdAtMs)}#${id}`;
}

/** The id of what stands at a position. */
export function idAt(position: string): string {
  return position.slice(position.indexOf('#') + 1);
}
