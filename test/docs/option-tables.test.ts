import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const DOCS = join(import.meta.dirname, '../../docs');

/** The names in the first column of each table, by table. */
function firstColumns(text: string): string[][] {
  return text
    .split(/\n(?!\|)/)
    .map((block) => [...block.matchAll(/^\| (`[^|]+`) +\|/gm)].map(([, name = '']) => name.trim()))
    .filter((names) => names.length > 0);
}

it.each(readdirSync(DOCS).filter((file) => file.endsWith('.md')))(
  '%s lists each option of a table once',
  (file) => {
    for (const names of firstColumns(readFileSync(join(DOCS, file), 'utf8'))) {
      expect(names).toEqual([...new Set(names)]);
    }
  },
);
