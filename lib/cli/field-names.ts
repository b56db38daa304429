import type { InputIssue } from '../contracts/input-issue.ts';

/** The CLI input for each field of a request: an option, an argument or standard input. */
const FIELD_NAMES: Readonly<Record<string, string>> = {
  id: 'ID',
  tenant: 'Tenant ID',
  stage: '--stage',
  region: '--region',
  profile: '--profile',
  owner: 'Owner ID',
  key: 'Key ID',
  session: 'Session ID',
  value: 'Key value on stdin',
  name: '--name',
  kind: '--kind',
  role: '--role',
  email: '--email',
  plan: '--plan',
  maxKeys: '--max-keys',
  maxKeyLifetimeDays: '--max-key-lifetime-days',
  maxValueAgeDays: '--max-value-age-days',
  rotationFreeze: '--freeze-until',
  'rotationFreeze.until': '--freeze-until',
  'rotationFreeze.reason': '--freeze-reason',
  boundBy: '--unbound',
  status: '--status',
  search: '--search',
  createdFrom: '--created-from',
  createdBefore: '--created-before',
  expiresFrom: '--expires-from',
  expiresBefore: '--expires-before',
  neverUsed: '--never-used',
  unusedSince: '--unused-for',
  sort: '--sort',
  outcome: '--outcome',
  requestId: '--request',
  keys: 'Key IDs',
  hours: '--summary',
  environment: '--environment',
  permissions: '--permissions',
  permission: '--permission',
  expiresAt: '--expires-at',
  expiresInSeconds: '--expires-in-days',
  metadata: '--metadata',
  endSessionsWithKey: '--end-sessions-with-key',
  limits: 'Limits (--rate, --quota, --credits)',
  add: 'Number of credits',
  allowedAddresses: '--allow-addresses',
  sourceAddress: '--from-address',
  endSessions: '--no-end-sessions-with-key',
  reason: '--reason',
  schedule: '--schedule',
  rotateEverySeconds: '--rotate-every',
  consumerCacheSeconds: '--consumer-cache',
  overlapSeconds: '--overlap',
  retireWhenUnused: '--retire-when-unused',
  retireDeadlineSeconds: '--retire-deadline',
  windows: '--window',
  readers: '--reader',
  replicas: '--replica',
  existingValueGraceSeconds: '--existing-value-grace',
  revoke: '--revoke',
  days: '--days',
  limit: '--limit',
  since: '--since',
  until: '--until',
  actor: '--actor',
  minutes: '--minutes',
  'Idempotency-Key': '--idempotency-key',
  'If-Match': '--if-version',
};

/** Fields that the CLI sets, and those of operations without a command; no option exists for them. */
export const INTERNAL_FIELDS: ReadonlySet<string> = new Set(['cursor', 'store', 'usageDays', 'values']);

/** The parts of a request that start the path of an issue. */
const PARTS = new Set(['params', 'query', 'body']);

/** Returns the input that sets a field; undefined if the field is unknown. */
export function fieldName(field: string): string | undefined {
  return Object.hasOwn(FIELD_NAMES, field) ? FIELD_NAMES[field] : undefined;
}

/** Formats an issue with CLI names: `value 2 of --reader must be …`. */
function describeIssue({ path, message }: InputIssue): string {
  const segments = path.split('.');
  const [part = ''] = segments;
  const [first = '', ...rest] = PARTS.has(part) ? segments.slice(1) : segments;
  const name = fieldName([first, ...rest].join('.')) ?? fieldName(first) ?? first;
  const [index] = rest;
  const subject = index !== undefined && /^\d+$/.test(index) ? `value ${Number(index) + 1} of ${name}` : name;
  return [subject, withOptionNames(message.replace(/ than until /, ' than --until '))]
    .filter((each) => each !== '')
    .join(' ');
}

/** Formats all issues as one text. */
export function describeIssues(issues: readonly InputIssue[]): string {
  return issues.map(describeIssue).join('; ');
}

/** Replaces field names in a message of the API by options. */
export function withOptionNames(message: string): string {
  return message.replaceAll(/\b[a-z]+[A-Z]\w*\b/g, (word) => fieldName(word) ?? word);
}
