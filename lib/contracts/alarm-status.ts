/** The state of one alarm of a deployment. */
export interface AlarmStatus {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  /** ISO 8601: since when it has that state; null where that is not known. */
  readonly since: string | null;
  /** Why it has that state, as CloudWatch states it. */
  readonly reason: string;
  /** What the alarm means, its runbook and its first query. */
  readonly description: string;
}
