/** One issue of an input: its path (`permissions.0`; empty for the whole input), and the allowed and received value. */
export interface InputIssue {
  readonly path: string;
  readonly message: string;
}

/** All issues as one text: `days must be at least 1, received 0; …`. */
export function issuesText(issues: readonly InputIssue[]): string {
  return issues.map(({ path, message }) => (path ? `${path} ${message}` : message)).join('; ');
}
