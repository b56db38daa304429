/** What a run ends with. */
export const EXIT = { ok: 0, refused: 1, usage: 2, unavailable: 3 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** As `--help` documents them. */
export const EXIT_CODES_HELP = `
Exit codes:
  ${EXIT.ok}  done; verify: the value is allowed; audit verify: the trail is whole;
     demo: everything behaved; doctor: nothing failed
  ${EXIT.refused}  refused by the API, or answered in a way that this version doesn't know; verify: not allowed;
     audit verify: something is wrong; demo: interrupted, or something misbehaved; doctor: a check failed
  ${EXIT.usage}  wrong usage, no deployment or no credentials: nothing was sent
  ${EXIT.unavailable}  the deployment can't be reached or is not available: try again`;
