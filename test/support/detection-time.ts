import { type AlarmProperties, metricsOf } from './monitored-app.ts';

/** CloudWatch takes in, evaluates and tells within so long. */
const DELIVERY_SECONDS = 60;

/** How long after its cause an alarm goes off at worst, in seconds: all of its points are complete, and are delivered. */
export function detectionSeconds(alarm: AlarmProperties): number {
  const period = Math.max(...metricsOf(alarm).map((metric) => metric.period));
  return period * alarm.DatapointsToAlarm + DELIVERY_SECONDS;
}
