import type { InputIssue } from '../contracts/input-issue.ts';

/** How a user of the CLI sets each field of a request: by an option, an argument or standard input. */
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
  maxKeyLifetimeDays: '--max-key-lifetime-days',
  maxValueAgeDays: '--max-value-age-days',
  rotationFreeze: '--freeze-until',
  'rotationFreeze.until': '--freeze-until',
  'rotationFreeze.reason': '--freeze-reason',
  boundBy: '--unbound',
  environment: '--environment',
  permissions: '--permissions',
  permission: '--permission',
  expiresAt: '--expires-at',
  expiresInSeconds: '--expires-in-days',
  metadata: '--metadata',
  endSessionsWithKey: '--end-sessions-with-key',
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

/** Fields that no user sets: the CLI itself chooses them. */
export const INTERNAL_FIELDS: ReadonlySet<string> = new Set(['cursor', 'store']);

/** The parts of a request in which the API places its issues. */
const PARTS = new Set(['params', 'query', 'body']);

/** The option, the argument or the input that sets a field; undefined if the field is unknown. */
export function fieldName(field: string): string | undefined {
  return Object.hasOwn(FIELD_NAMES, field) ? FIELD_NAMES[field] : undefined;
}

/** An issue as one text in the words of the CLI: `value 2 of --reader must be …`. */
function describeIssue({ path, message }: InputIssue): string {
  const segments = path.split('.');
  const [part = ''] = segments;
  const [first = '', ...rest] = PARTS.has(part) ? segments.slice(1) : segments;
  const name = fieldName([first, ...rest].join('.')) ?? fieldName(first) ?? first;
  const [index] = rest;
  const place = index !== undefined && /^\d+$/.test(index) ? `value ${Number(index) + 1} of ${name}` : name;
  return [place, inCliWords(message.replace(/ before until$/, ' before --until'))]
    .filter((each) => each !== '')
    .join(' ');
}

/** All issues as one text. */
export function describeIssues(issues: readonly InputIssue[]): string {
  return issues.map(describeIssue).join('; ');
}

/** A message of the API, with options in place of the names of fields. */
export function inCliWords(message: string): string {
  return message.replaceAll(/\b[a-z]+[A-Z]\w*\b/g, (word) => fieldName(word) ?? word);
}
