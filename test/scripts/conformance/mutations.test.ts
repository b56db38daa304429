import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { applyMutation } from '../../../scripts/conformance/mutations.ts';
import { MUTATIONS } from '../../../scripts/conformance/row-mutations.ts';
import { ROWS } from '../../../scripts/conformance/rows.ts';
import { ROOT } from '../../../scripts/local/state-directory.ts';

it('every row that should pass has one mutation', () => {
  const passing = ROWS.filter(({ awaits }) => awaits === undefined).map(({ id }) => id);
  expect(MUTATIONS.map(({ row }) => row).sort()).toEqual(passing.sort());
});

it.each(MUTATIONS)('the mutation of $row finds its line in $file', async (mutation) => {
  const text = await readFile(join(ROOT, mutation.file), 'utf8');
  expect(applyMutation(text, mutation)).not.toBe(text);
});
