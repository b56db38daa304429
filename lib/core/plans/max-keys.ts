/** The allowed maximum numbers of keys of an owner. */
export const MAX_KEYS = { min: 1, max: 1000 } as const;

/** Whether a value can be the maximum number of keys of an owner; null for that of the plan, or for no maximum. */
export function isMaxKeys(value: unknown): value is number | null {
  if (value === null) return true;
  return Number.isInteger(value) && Number(value) >= MAX_KEYS.min && Number(value) <= MAX_KEYS.max;
}
