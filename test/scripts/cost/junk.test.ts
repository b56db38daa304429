import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { junkRows } from '../../../scripts/cost/junk.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/cost.md'), 'utf8').replaceAll(/ +/g, ' ');

it.each(junkRows().map((row) => [`| ${row.join(' | ')} |`]))('docs/cost.md has the printed row %s', (row) => {
  expect(page).toContain(row);
});

it('a request with an unknown key costs more than one with a malformed key, because only that one is read', () => {
  const [, , malformed, unknown] = junkRows().map(([, rest]) => Number(rest));
  expect(unknown).toBeGreaterThan(malformed ?? 0);
});
