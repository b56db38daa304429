import { expect, it } from 'vitest';
import { ROWS, rowError } from './model/rows.ts';

it.each(ROWS)('$name', (row) => {
  expect(rowError(row)).toBeUndefined();
});
