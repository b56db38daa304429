/** One fault of an input: its place (`permissions.0`; empty for the whole), and what is allowed and was received. */
export interface InputIssue {
  readonly path: string;
  readonly message: string;
}

/** As one text: `days must be at least 1, received 0; …`. */
export function issuesText(issues: readonly InputIssue[]): string {
  return issues.map(({ path, message }) => (path ? `${path} ${message}` : message)).join('; ');
}
