import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SABOTAGES } from '../../../scripts/conformance/row-mutations.ts';
import { ROWS } from '../../../scripts/conformance/rows.ts';
import { broken } from '../../../scripts/conformance/mutations.ts';
import { ROOT } from '../../../scripts/local/state-directory.ts';

it('every row that should pass has one sabotage', () => {
  const passing = ROWS.filter(({ awaits }) => awaits === undefined).map(({ id }) => id);
  expect(SABOTAGES.map(({ row }) => row).sort()).toEqual(passing.sort());
});

it.each(SABOTAGES)('the sabotage of $row still finds its line in $file', async (sabotage) => {
  const text = await readFile(join(ROOT, sabotage.file), 'utf8');
  expect(broken(text, sabotage)).not.toBe(text);
});
