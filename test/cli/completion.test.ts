import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const POSTERN = join(import.meta.dirname, '../../lib/cli/main.ts');

function postern(...words: string[]): string {
  return posternIn({}, ...words);
}

function posternIn(environment: Record<string, string>, ...words: string[]): string {
  const env = { ...process.env, ...environment };
  return execFileSync(process.execPath, [POSTERN, ...words], { encoding: 'utf8', env });
}

/** The completions of the last word, without descriptions. */
function offered(...words: string[]): string[] {
  return offeredIn({}, ...words);
}

function offeredIn(environment: Record<string, string>, ...words: string[]): string[] {
  return posternIn(environment, 'complete', '--', ...words)
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

it('completes the shells of completion', () => {
  expect(offered('completion', '').toSorted()).toEqual(['bash', 'fish', 'zsh']);
});

it('completes contexts and their settings', () => {
  const folder = mkdtempSync(join(tmpdir(), 'postern-completion-'));
  try {
    mkdirSync(join(folder, 'postern'));
    const contexts = { prod: { stage: 'live', region: 'eu-central-1', tenant: 'acme' }, test: {} };
    writeFileSync(join(folder, 'postern/contexts.json'), JSON.stringify({ current: null, contexts }));
    const environment = { XDG_CONFIG_HOME: folder };
    expect(offeredIn(environment, '--context', '')).toEqual(['prod', 'test']);
    expect(offeredIn(environment, 'keys', 'list', '--stage', '')).toEqual(['live']);
    expect(offeredIn(environment, 'keys', 'list', '--tenant', '')).toEqual(['acme']);
    expect(offeredIn(environment, 'context', 'use', '')).toEqual(['prod', 'test']);
    writeFileSync(join(folder, 'postern/contexts.json'), '{');
    expect(offeredIn(environment, '--context', '')).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('completes no hidden command', () => {
  expect(offered('')).not.toContain('complete');
  expect(offered('')).toContain('keys');
});

it.each(['bash', 'zsh', 'fish'])('prints a script for %s that calls postern', (shell) => {
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
