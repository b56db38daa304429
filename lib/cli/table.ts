import stringWidth from 'string-width';

const GAP = '  ';
const ELLIPSIS = '…';
const graphemes = new Intl.Segmenter();

export type Row = readonly string[];

/**
 * The width of each column: as wide as its widest cell, but no more than `available` for the row. The widest columns
 * are narrowed first; the first, which identifies the row, last.
 */
export function columnWidths(rows: readonly Row[], available = Number.POSITIVE_INFINITY): readonly number[] {
  const [first = 0, ...others] = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => stringWidth(row[column] ?? ''))),
  );
  const rest = available - first - GAP.length * others.length;
  if (sum(others) <= rest) return [first, ...others];
  const limit = narrowestLimit(others, rest);
  return [first, ...others.map((width) => Math.min(width, limit))];
}

/** The largest limit under which the columns fit; at least 1. */
function narrowestLimit(widths: readonly number[], available: number): number {
  let limit = Math.max(...widths);
  while (limit > 1 && sum(widths.map((width) => Math.min(width, limit))) > available) limit -= 1;
  return limit;
}

/** Rows as lines whose columns are aligned; cells that are too wide are cut where `cut` is set, and overflow otherwise. */
export function tableLines(rows: readonly Row[], widths: readonly number[], cut: boolean): readonly string[] {
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        const text = cut ? truncated(cell, width) : cell;
        return text + ' '.repeat(Math.max(0, width - stringWidth(text)));
      })
      .join(GAP)
      .trimEnd(),
  );
}

function truncated(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    if (stringWidth(kept + segment) > width - 1) break;
    kept += segment;
  }
  return kept + ELLIPSIS;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
