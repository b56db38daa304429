import type { KeyProfileView } from '../contracts/http/profile.ts';
import { printable } from './printable.ts';

/** A rule that finds leaked values of one format. */
interface ScannerRule {
  readonly id: string;
  readonly title: string;
  readonly keyword: string;
  readonly pattern: string;
}

/** Scanners for leaked credentials. */
export const SCANNER_NAMES = ['github', 'gitleaks', 'trufflehog'] as const;
type Scanner = (typeof SCANNER_NAMES)[number];

/** The form in which each scanner reads patterns of values. */
export const SCANNERS: Readonly<Record<Scanner, (rules: readonly ScannerRule[]) => string>> = {
  github: (rules) =>
    rules.map(({ title, pattern }) => `Pattern name: ${title}\nSecret format: ${pattern}`).join('\n\n'),
  gitleaks: (rules) =>
    rules
      .map(
        ({ id, title, keyword, pattern }) =>
          `[[rules]]\nid = "${id}"\ndescription = "${title}"\nregex = '''\\b${pattern}\\b'''\nkeywords = ["${keyword}"]`,
      )
      .join('\n\n'),
  trufflehog: (rules) =>
    `detectors:\n${rules
      .map(
        ({ id, keyword, pattern }) =>
          `  - name: ${id}\n    keywords:\n      - ${keyword}\n    regex:\n      value: '\\b(${pattern})\\b'`,
      )
      .join('\n')}`,
};

/** The rules for the values of a profile: one for keys and, if it has sessions, one for sessions. */
export function scannerRules({ profile, title, formats }: KeyProfileView): readonly ScannerRule[] {
  return formats.map(({ credential, prefix, pattern }) => ({
    id: `${profile.replaceAll(/[^a-z0-9-]/g, '-')}-${credential}`,
    title: printable(`${title} ${credential}`),
    keyword: printable(prefix),
    pattern: printable(pattern),
  }));
}
