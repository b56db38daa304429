const WIDTH = 24;
/** Eighths of a character, from the left. */
const PARTS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar as long as its value is beside the greatest one. */
export function bar(value: number, greatest: number): string {
  const eighths = greatest > 0 ? Math.round((value / greatest) * WIDTH * PARTS.length) : 0;
  return '█'.repeat(Math.floor(eighths / PARTS.length)) + (PARTS[eighths % PARTS.length] ?? '');
}
