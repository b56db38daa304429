import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const POSTERN = join(import.meta.dirname, '../../lib/cli/main.ts');

function postern(...words: string[]): string {
  return execFileSync(process.execPath, [POSTERN, ...words], { encoding: 'utf8' });
}

/** What is offered for the last word, without descriptions. */
function offered(...words: string[]): string[] {
  return postern('complete', '--', ...words)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(':'))
    .map((line) => line.split('\t')[0] ?? '');
}

it.each([
  [['man'], ['managed-keys']],
  [
    ['keys', 're'],
    ['renew', 'replace', 'restore', 'revoke'],
  ],
  [['keys', 'revoke', '--rea'], ['--reason']],
  [
    ['keys', 'revoke', 'k1', '--reason', ''],
    ['unspecified', 'compromised', 'superseded'],
  ],
  [['context', 'd'], ['delete']],
])('completes %j to %j', (words, expected) => {
  expect(offered(...words)).toEqual(expect.arrayContaining(expected));
});

it('completes no hidden command', () => {
  expect(offered('')).not.toContain('complete');
  expect(offered('')).toContain('keys');
});

it.each(['bash', 'zsh', 'fish'])('prints a script for %s that asks postern', (shell) => {
  const script = postern('completion', shell);
  expect(script).toContain('postern complete --');
});

it('bash accepts its script', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-completion-'));
  try {
    writeFileSync(join(folder, 'postern.bash'), postern('completion', 'bash'));
    expect(execFileSync('bash', ['-n', join(folder, 'postern.bash')], { encoding: 'utf8' })).toBe('');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
