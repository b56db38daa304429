/** The state of one alarm of a deployment. */
export interface AlarmStatus {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  /** The start of the state in ISO 8601; null if it is unknown. */
  readonly since: string | null;
  /** The state reason of CloudWatch. */
  readonly reason: string;
  /** The meaning, the runbook and the first query of the alarm. */
  readonly description: string;
}
