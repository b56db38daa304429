import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { GUARANTEES } from '../../lib/cli/smoke/guarantees.ts';

const ROOT = join(import.meta.dirname, '../..');
const section = /^## Guarantees\n(.*?)(?=^## )/ms.exec(
  readFileSync(join(ROOT, 'docs/proof.md'), 'utf8'),
)?.[1];
const rows = [...(section ?? '').matchAll(/^\| `([a-z-]+)` +\|([^|]*)\|/gm)];

it('docs/proof.md states where each check of smoke was seen, with a date', () => {
  expect(rows.map(([, name]) => name)).toEqual([...GUARANTEES.map(({ name }) => name), 'clean-up']);
  for (const [, , emulator] of rows) expect(emulator).toMatch(/\d{4}-\d{2}-\d{2}, `/);
});

it('the tests that docs/proof.md names exist', () => {
  const tests = [...(section ?? '').matchAll(/`(test\/[^`]+)`/g)].map(([, path = '']) => path);
  expect(tests.length).toBeGreaterThan(10);
  expect(tests.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
});
