const WIDTH = 24;
/** Eighths of a character, from the left. */
const PARTS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar whose length is proportional to the ratio of the value to the maximum. */
export function bar(value: number, greatest: number): string {
  const eighths = greatest > 0 ? Math.round((value / greatest) * WIDTH * PARTS.length) : 0;
  return '█'.repeat(Math.floor(eighths / PARTS.length)) + (PARTS[eighths % PARTS.length] ?? '');
}
