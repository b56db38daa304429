/** The first of some names, and the number of the others: `read, write and 2 more`. */
export function firstOf(names: readonly string[], shown: number): string {
  const others = names.length - shown;
  return names.slice(0, shown).join(', ') + (others > 0 ? ` and ${others} more` : '');
}
