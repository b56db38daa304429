import { execFileSync } from 'node:child_process';
import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deploymentCommand } from '../../lib/cli/deployment-options.ts';
import { printable } from '../../lib/cli/printable.ts';
import { shellCommand, shellTemplate } from '../../lib/cli/shell-word.ts';
import { anyText } from '../support/any-text.ts';

const NASTY = [
  '$(id)',
  '`id`',
  '$HOME',
  "it's",
  '"',
  '\\',
  ' ',
  '',
  '*',
  '~',
  '!',
  '; rm -rf ~',
  '#',
  '<tenant>',
  '\n',
  '\u001b[2J',
  '\u202e',
];
const word = fc.oneof(
  fc.constantFrom(...NASTY),
  anyText,
  fc.array(fc.constantFrom(...NASTY)).map((each) => each.join('')),
);

/** The words that a shell makes of a command line. */
function wordsIn(commandLine: string): string[] {
  const script = `print() { for word; do printf '%s\\n' "$word"; done; }; print ${commandLine}`;
  return execFileSync('sh', ['-c', script], { encoding: 'utf8', env: {} }).split('\n').slice(0, -1);
}

it('quotes printed commands so that a shell reads the same words for any values', () => {
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
      const line = shellCommand(...words);
      expect(line).toBe(printable(line));
      // A lone half of a character cannot be printed at all.
      fc.pre(words.every((each) => each.isWellFormed()));
      expect(wordsIn(line)).toEqual(words.map(printable));
    }),
    { numRuns: 150 },
  );
});

it('adds no unnecessary quotes', () => {
  expect(shellCommand('postern', 'keys', 'revoke', '3fKq81ZbTn0x', '--tenant', 'acme')).toBe(
    'postern keys revoke 3fKq81ZbTn0x --tenant acme',
  );
});

it('keeps only variables of a template unquoted', () => {
  expect(wordsIn(`${shellTemplate('a $HOME')} ${shellTemplate('$(id) `id` "\\')}`)).toEqual([
    'a ',
    '$(id) `id` "\\',
  ]);
});

it('quotes the options that select the deployment', () => {
  const command = deploymentCommand({ stage: '$(id)', region: "it's", context: 'a b' }, ['keys', 'list']);
  expect(wordsIn(command)).toEqual([
    'postern',
    'keys',
    'list',
    '--stage',
    '$(id)',
    '--region',
    "it's",
    '--context',
    'a b',
  ]);
});

it('prints no command with an unquoted value', async () => {
  const root = join(import.meta.dirname, '../..');
  const found: string[] = [];
  for await (const file of glob('lib/cli/**/*.ts', { cwd: root })) {
    for (const line of (await readFile(join(root, file), 'utf8')).split('\n')) {
      if (/(postern|npx|npm|cdk|curl) [^'"]*\$\{(?!shell|[A-Z_]+\})/.test(line))
        found.push(`${file}: ${line.trim()}`);
    }
  }
  expect(found).toEqual([]);
});
