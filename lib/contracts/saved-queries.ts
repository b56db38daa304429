import { FAILED_AUTHENTICATIONS } from '../core/usage/outcome-class.ts';

/** The log groups that a query reads. */
export type QueriedLogs = 'decisions' | 'admin-calls' | 'usage' | 'rotation' | 'monitoring';

interface SavedQuery {
  readonly logs: QueriedLogs;
  /** In the query language of CloudWatch Logs Insights. Replace the placeholders in capitals. */
  readonly text: string;
}

/** The queries that a deployment saves in CloudWatch. Runbooks and notifications name them. */
export const SAVED_QUERIES = {
  'failed-authentications-by-source': {
    logs: 'decisions',
    text:
      `filter postern = "decision" and outcome in ${JSON.stringify(FAILED_AUTHENTICATIONS).replaceAll(',', ', ')} ` +
      '| stats count(*) as failures by tenant, owner, key, sourceAddress, outcome, userAgent | sort failures desc | limit 50',
  },
  'decisions-by-key': {
    logs: 'decisions',
    text:
      'filter postern = "decision" and key = "KEY_ID" ' +
      '| fields @timestamp, tenant, owner, outcome, method, route, sourceAddress, userAgent, generation, requestId ' +
      '| sort @timestamp desc | limit 200',
  },
  'decision-faults': {
    logs: 'decisions',
    text:
      'filter postern = "unavailable" or outcome = "unavailable" or type like /platform/ or ' +
      '(level = "ERROR" and message.errorMessage != "Unauthorized") ' +
      '| fields @timestamp, @message | sort @timestamp desc | limit 50',
  },
  'limiter-faults': {
    logs: 'decisions',
    text:
      'filter outcome = "limiter-unavailable" or limiterUnavailable = 1 or postern = "unavailable" ' +
      '| stats count(*) as requests by postern, outcome, tenant, owner, key, errors.0 | sort requests desc | limit 50',
  },
  'denials-by-limit': {
    logs: 'decisions',
    text:
      'filter postern = "decision" and ispresent(limit) ' +
      '| stats count(*) as denied by tenant, owner, key, limit, outcome | sort denied desc | limit 50',
  },
  'authorizer-latency': {
    logs: 'decisions',
    text:
      'filter postern = "decision" and via != "probe" ' +
      '| stats count(*) as decisions, pct(ms, 50) as p50, pct(ms, 99) as p99, max(ms) as slowest by bin(1m)',
  },
  'admin-actions-by-caller': {
    logs: 'admin-calls',
    text:
      'filter admin like "NAME_OR_ARN" or person = "SUBJECT" ' +
      '| fields @timestamp, route, status, admin, person, requestId | sort @timestamp desc | limit 200',
  },
  'admin-changes': {
    logs: 'admin-calls',
    text:
      'filter route like /^(POST|PATCH|DELETE) .(admin|console)/ and status like /^2/ ' +
      '| stats count(*) as changes by admin, person, route | sort changes desc | limit 50',
  },
  'denied-admin-calls': {
    logs: 'admin-calls',
    text:
      'filter status in ["401", "403"] and route like /(admin|console)/ ' +
      '| stats count(*) as denied by admin, person, route, status | sort denied desc | limit 50',
  },
  'usage-errors': {
    logs: 'usage',
    text: 'filter level = "ERROR" or type like /platform/ | fields @timestamp, @message | sort @timestamp desc | limit 50',
  },
  'rotation-errors': {
    logs: 'rotation',
    text:
      'filter postern in ["key-event", "rotation", "rotation-rejected", "rotation-command-rejected", "unavailable"] ' +
      'or level = "ERROR" ' +
      '| fields @timestamp, kind, tenant, owner, keyId, result, reason, @message | sort @timestamp desc | limit 100',
  },
  'expiring-keys': {
    logs: 'monitoring',
    text:
      'filter postern = "expiring-key" ' +
      '| stats latest(expiresAt) as expires by tenant, owner, keyId | sort expires asc | limit 100',
  },
  'monitoring-errors': {
    logs: 'monitoring',
    text: 'filter level = "ERROR" or type like /platform/ | fields @timestamp, @message | sort @timestamp desc | limit 50',
  },
} as const satisfies Record<string, SavedQuery>;

export type SavedQueryName = keyof typeof SAVED_QUERIES;

export function isSavedQuery(name: string): name is SavedQueryName {
  return Object.hasOwn(SAVED_QUERIES, name);
}
