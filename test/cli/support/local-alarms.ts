import type { LocalAlarms } from '../../../lib/contracts/local-alarms.ts';
import { NOW } from './run-cli.ts';

export const SPIKE = 'Postern-local-Monitoring-failed-authentication-spike';
export const SPIKE_RUNBOOK = 'docs/runbooks/failed-authentication-spike.md';

/** The description of two local alarms in a state. */
export function alarmsIn(state: LocalAlarms['alarms'][number]['state'], evaluatedMs = NOW): LocalAlarms {
  const description = `Many requests a minute fail authentication.\nRunbook: ${SPIKE_RUNBOOK}`;
  const since = '2027-01-01T00:01:00.000Z';
  return {
    evaluatedAt: new Date(evaluatedMs).toISOString(),
    alarms: [
      { name: SPIKE, state, since, reason: '1 of 10', description },
      {
        name: 'Postern-local-Monitoring-failed-authentication-ratio',
        state,
        since,
        reason: '',
        description: '',
      },
    ],
  };
}
