import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const folder = join(import.meta.dirname, '../../docs/decisions');
const SECTIONS = ['Context', 'Decision', 'Consequences', 'Alternatives'];

const records: string[] = [];
for await (const file of glob('0*.md', { cwd: folder })) records.push(file);
records.sort();
const index = (await readFile(join(folder, 'README.md'), 'utf8')).replaceAll(/ +/g, ' ');

describe('decision records', () => {
  it('have different numbers', () => {
    const numbers = records.map((file) => file.slice(0, 4));
    expect(numbers).toEqual([...new Set(numbers)]);
  });

  it.each(records)('%s has its number, a status and the four sections, and is in the index', async (file) => {
    const text = await readFile(join(folder, file), 'utf8');
    const [, number, title] =
      /^# (\d+)\. (.+)\n\n\*\*Status:\*\* accepted, \d{4}-\d{2}-\d{2}/.exec(text) ?? [];
    expect(number?.padStart(4, '0')).toBe(file.slice(0, 4));
    expect([...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading)).toEqual(SECTIONS);
    expect(index).toContain(`| ${number} | [${title}](${file}) |`);
  });
});
