import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MUTATIONS } from './model/mutations.ts';
import { mutatedText } from './model/prove-mutations.ts';

const LIB = join(import.meta.dirname, '../../../lib');

// `npm run proof:keys -- --mutations` runs the model on each of them.
it.each(MUTATIONS)('the mutation finds its line: $name', async (mutation) => {
  const text = await readFile(join(LIB, mutation.file), 'utf8');
  expect(mutatedText(text, mutation)).not.toBe(text);
});
