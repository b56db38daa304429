import { isoInstant } from './attributes.ts';

/** The form of a position in a listing by creation time. */
export const POSITION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z#[0-9A-Za-z]+$/;

/** The position of an entity in such a listing: by creation time, then by ID. */
export function positionOf({
  createdAtMs,
  id,
}: {
  readonly createdAtMs: number;
  readonly id: string;
}): string {
  return `${isoInstant(createdAtMs)}#${id}`;
}

/** The ID of the entity at a position. */
export function idAt(position: string): string {
  return position.slice(position.indexOf('#') + 1);
}
