import { type AlarmProperties, metricsOf } from './monitored-app.ts';

/** The time in which CloudWatch ingests, evaluates and notifies. */
const DELIVERY_SECONDS = 60;

/** The maximum time in seconds between a cause and the notification of its alarm. */
export function detectionSeconds(alarm: AlarmProperties): number {
  const period = Math.max(...metricsOf(alarm).map((metric) => metric.period));
  return period * alarm.DatapointsToAlarm + DELIVERY_SECONDS;
}
