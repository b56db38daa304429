/** An alarm in the state ALARM. */
export interface ActiveAlarm {
  /** The name of its definition: `keys-expiring`. */
  readonly name: string;
  /** The start of the state; null if it is not known. */
  readonly sinceMs: number | null;
  /** What happened, in one or two sentences. */
  readonly summary: string;
  /** Path or URL of the runbook. */
  readonly runbook: string;
}

/** The active alarms of the deployment. */
export interface ActiveAlarms {
  /** @throws UnavailableError if CloudWatch does not respond */
  list(): Promise<readonly ActiveAlarm[]>;
}
