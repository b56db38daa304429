import * as z from 'zod';
import { LIMIT_BOUNDS } from '../../core/limits/bounds.ts';
import { storedId } from './response-fields.ts';

/** Every problem that Postern's APIs return (RFC 9457): a stable code, its status and its title. */
export const PROBLEMS = {
  'invalid-request': { status: 400, title: 'Invalid request' },
  'invalid-cursor': { status: 400, title: 'Invalid pagination cursor' },
  'invalid-path': { status: 400, title: 'Invalid characters in the request path' },
  'malformed-json': { status: 400, title: 'Request body is not valid JSON' },
  unauthorized: { status: 401, title: 'Authentication required' },
  forbidden: { status: 403, title: 'Insufficient role for this operation' },
  'not-found': { status: 404, title: 'Resource not found' },
  'already-exists': { status: 409, title: 'ID already exists' },
  'already-invited': { status: 409, title: 'Email address already invited to this tenant' },
  'key-deleted': { status: 409, title: 'Key is deleted' },
  'restore-period-expired': { status: 409, title: 'Restore period of 30 days has expired' },
  'key-not-active': { status: 409, title: 'Key is not active' },
  'audit-chain-disabled': { status: 409, title: 'Audit chain is not enabled' },
  'monitoring-disabled': { status: 409, title: 'Monitoring is not enabled' },
  'usage-disabled': { status: 409, title: 'Usage tracking is not enabled' },
  'tenant-suspension-disabled': { status: 409, title: 'Tenant suspension is not enabled' },
  'key-revoked': { status: 409, title: 'Key is revoked' },
  'key-limit-reached': { status: 409, title: 'Owner has its maximum number of keys' },
  'owner-deactivated': { status: 409, title: 'Owner is deactivated' },
  'limit-without-credits': { status: 409, title: 'Limit is not a balance of credits' },
  'balance-out-of-bounds': {
    status: 409,
    title: `Balance of credits would exceed ${LIMIT_BOUNDS.amount.max}`,
  },
  'settings-out-of-bounds': { status: 409, title: 'Setting is outside its limits' },
  'value-unavailable': {
    status: 409,
    title: 'Already created; its value cannot be retrieved again',
  },
  'not-managed': { status: 409, title: 'Key is not managed' },
  'manager-conflict': { status: 409, title: 'Key is managed by a CloudFormation stack' },
  'rotation-disabled': { status: 409, title: 'Rotation is not enabled' },
  'rotation-in-progress': { status: 409, title: 'Rotation in progress' },
  'rotation-paused': { status: 409, title: 'Rotation of this key is paused' },
  'rotation-blocked': { status: 409, title: 'Rotation is blocked and requires operator action' },
  'no-previous-value': { status: 409, title: 'No previous value to roll back to' },
  'version-mismatch': { status: 412, title: 'Resource version does not match If-Match' },
  'body-too-large': { status: 413, title: 'Request body too large' },
  'unsupported-media-type': { status: 415, title: 'Content-Type must be application/json' },
  'exceeds-role': { status: 422, title: 'Permissions exceed the role of the owner or caller' },
  'expiry-not-in-future': { status: 422, title: 'Expiry must be in the future' },
  'freeze-not-in-future': { status: 422, title: 'Freeze must end in the future' },
  'exceeds-key': { status: 422, title: 'Permissions exceed the permissions of the key' },
  'exceeds-lifetime': { status: 422, title: 'Expiry exceeds the maximum key lifetime' },
  'owner-kind-not-allowed': { status: 422, title: 'Owner kind cannot have keys' },
  'role-not-supported': { status: 422, title: 'Only owners of kind person have a role' },
  'unknown-plan': { status: 422, title: 'Unknown plan' },
  'idempotency-key-reused': {
    status: 422,
    title: 'Idempotency-Key was already used with a different request',
  },
  'unknown-environment': { status: 422, title: 'Unknown environment' },
  'unknown-permission': { status: 422, title: 'Unknown permission' },
  'overlap-too-short': { status: 422, title: 'Overlap is shorter than the consumer cache requires' },
  'invalid-settings': { status: 422, title: 'Conflicting rotation settings' },
  'schedule-not-supported': {
    status: 422,
    title: 'Secrets Manager schedules are not supported by this deployment',
  },
  'incompatible-key-id': { status: 422, title: 'Key ID does not match the key format of this profile' },
  'rotation-too-frequent': { status: 429, title: 'Minimum interval between rotations is 10 minutes' },
  'replacement-limit-exceeded': { status: 429, title: 'Daily limit of immediate replacements reached' },
  internal: { status: 500, title: 'Internal server error' },
  'unreadable-item': { status: 500, title: 'Stored item is not readable by this version' },
  unavailable: { status: 503, title: 'Service temporarily unavailable' },
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

/** The outcomes of use cases and rotation commands that are not problem codes themselves. */
const PROBLEM_OF_OUTCOME = {
  exists: 'already-exists',
  'tenant-not-found': 'not-found',
  'owner-not-found': 'not-found',
  revoked: 'key-revoked',
  deleted: 'key-deleted',
  'key-expired': 'key-not-active',
  conflict: 'unavailable',
  'unsupported-command': 'unavailable',
  throttled: 'unavailable',
  'secrets-manager-unavailable': 'unavailable',
  'already-finished': 'rotation-in-progress',
  abandoned: 'rotation-in-progress',
  'secret-not-bound': 'rotation-blocked',
  'unknown-rotation-token': 'rotation-blocked',
  'kms-denied': 'rotation-blocked',
  'access-denied': 'rotation-blocked',
  'secret-not-found': 'rotation-blocked',
  'secret-deleted': 'rotation-blocked',
  'too-many-versions': 'rotation-blocked',
  'version-missing': 'rotation-blocked',
  'unexpected-pending-value': 'rotation-blocked',
  'label-drift': 'rotation-blocked',
  'secret-value-rejected': 'rotation-blocked',
  'test-failed': 'rotation-blocked',
  'too-many-credentials': 'rotation-blocked',
} as const satisfies Readonly<Record<string, ProblemCode>> & { readonly [Code in ProblemCode]?: never };

type RenamedOutcome = keyof typeof PROBLEM_OF_OUTCOME;

/** An outcome without the requested result: a problem code, or a row of `PROBLEM_OF_OUTCOME`. */
export type RejectedOutcome = ProblemCode | RenamedOutcome;

/** The problem code of an outcome. */
export type ProblemOf<Outcome extends RejectedOutcome> = Outcome extends RenamedOutcome
  ? (typeof PROBLEM_OF_OUTCOME)[Outcome]
  : Extract<Outcome, ProblemCode>;

/** The problem that answers an outcome: the outcome is the problem code, unless the table renames it. */
export function problemOf<const Outcome extends RejectedOutcome>(outcome: Outcome): ProblemOf<Outcome>;
export function problemOf(outcome: RejectedOutcome): ProblemCode {
  return isRenamed(outcome) ? PROBLEM_OF_OUTCOME[outcome] : outcome;
}

function isRenamed(outcome: RejectedOutcome): outcome is RenamedOutcome {
  return Object.hasOwn(PROBLEM_OF_OUTCOME, outcome);
}

/** The reason phrase of each problem status (RFC 9110). */
export const REASON_PHRASES = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
} as const satisfies Readonly<Record<(typeof PROBLEMS)[ProblemCode]['status'], string>>;

/** The problems of every route, in addition to those that it declares. */
export const GENERAL_PROBLEMS = [
  'invalid-request',
  'invalid-path',
  'unauthorized',
  'internal',
  'unreadable-item',
  'unavailable',
] as const satisfies readonly ProblemCode[];

/** The additional problems of every route with a request body. */
export const BODY_PROBLEMS = [
  'malformed-json',
  'body-too-large',
  'unsupported-media-type',
] as const satisfies readonly ProblemCode[];

/** The body of an error as problem details. `code` is stable; `detail` and `issues` are human-readable and can change. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** Only for `value-unavailable`: the key to revoke before you create another one. */
  key: z.object({ tenant: storedId, id: storedId }).optional(),
});
export type Problem = z.infer<typeof problem>;

/** The body of an error in profiles with this error style. `message` contains title, detail and issues. */
export interface StatusMessage {
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly message: string;
}
