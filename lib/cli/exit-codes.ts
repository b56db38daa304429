/** Exit codes of every command. */
export const EXIT = { ok: 0, rejected: 1, usage: 2, unavailable: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The text of `--help`. */
export const EXIT_CODES_HELP = `
Exit codes:
  ${EXIT.ok}  success; verify: the key is allowed; audit verify: no findings;
     demo: all steps passed; doctor: no check failed; smoke: all guarantees seen
  ${EXIT.rejected}  request rejected, not confirmed, or unexpected API response; verify: the key is denied;
     audit verify: findings; demo: interrupted, or a step failed; doctor: a check failed;
     smoke: interrupted, or a guarantee not seen
  ${EXIT.usage}  invalid usage, no deployment or no credentials; no change was sent
  ${EXIT.unavailable}  deployment unreachable or unavailable; try again`;
