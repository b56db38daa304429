const number = new Intl.NumberFormat('en');

/** `12,345`. */
export function numberText(value: number): string {
  return number.format(value);
}
