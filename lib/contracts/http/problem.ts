import * as z from 'zod';
import { storedId } from './response-fields.ts';

/** Every problem that our surfaces answer with (RFC 9457): a stable code, its status and its title. */
export const PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'invalid-cursor': { status: 400, title: 'The cursor is not one of ours' },
  'invalid-path': { status: 400, title: 'The path holds characters that are not allowed' },
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  unauthorized: { status: 401, title: 'The caller is not known' },
  forbidden: { status: 403, title: 'The role of the caller does not allow this' },
  'not-found': { status: 404, title: 'There is no such thing here' },
  'already-exists': { status: 409, title: 'The id is taken' },
  'already-invited': { status: 409, title: 'The address is invited in this tenant already' },
  'key-deleted': { status: 409, title: 'The key is deleted; restore it first' },
  'not-restorable': { status: 409, title: 'The key was deleted too long ago to be restored' },
  'key-not-active': { status: 409, title: 'The key is not active any more' },
  'audit-not-chained': { status: 409, title: 'This deployment keeps no audit chain' },
  'usage-not-kept': { status: 409, title: 'This deployment keeps no usage' },
  'key-revoked': { status: 409, title: 'The key is revoked, for ever' },
  'owner-deactivated': { status: 409, title: 'Owner is deactivated' },
  'settings-out-of-bounds': { status: 409, title: 'A setting is outside its limits; update it first' },
  'value-unavailable': {
    status: 409,
    title: 'Already created; the value was only in the first response',
  },
  'not-managed': { status: 409, title: 'The value of this key lies in no secret' },
  'managed-elsewhere': { status: 409, title: 'What a stack manages is changed by that stack alone' },
  'rotation-not-deployed': { status: 409, title: 'This deployment rotates no keys' },
  'rotation-busy': { status: 409, title: 'A rotation is open, or not yet seen in every region; try again' },
  'rotation-paused': { status: 409, title: 'The key is paused; resume it first' },
  'rotation-hindered': { status: 409, title: 'Something stands in the way, and somebody has to act' },
  'no-previous-value': { status: 409, title: 'There is no value to go back to' },
  'version-mismatch': { status: 412, title: 'The resource was changed since it was read' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json' },
  'exceeds-role': { status: 422, title: 'Permissions exceed the role of the owner or caller' },
  'expiry-not-in-future': { status: 422, title: 'The expiry is not in the future' },
  'exceeds-key': { status: 422, title: 'The permissions exceed those of the key' },
  'exceeds-lifetime': { status: 422, title: 'The expiry is later than a key may live' },
  'owner-kind-refused': { status: 422, title: 'An owner of this kind can have no keys here' },
  'no-person': { status: 422, title: 'The owner is no person, and has no role' },
  'unknown-plan': { status: 422, title: 'The deployment has no such plan' },
  'idempotency-key-reused': { status: 422, title: 'The Idempotency-Key was used for another body' },
  'unknown-environment': { status: 422, title: 'The key format has no such environment' },
  'unknown-permission': { status: 422, title: 'Keys can not have this permission' },
  'overlap-too-short': { status: 422, title: 'The overlap is too short' },
  'invalid-settings': { status: 422, title: 'The settings do not fit together' },
  'schedule-not-offered': { status: 422, title: 'Secrets Manager begins no rotations in this deployment' },
  'foreign-format': { status: 422, title: 'The id of this key is none of this format: issue another key' },
  'too-soon': { status: 429, title: 'The value is too young to be rotated again' },
  'too-many-replacements': { status: 429, title: 'The value was replaced at once too often today' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'A dependency does not answer; try again' },
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

/** The outcomes of use cases and rotation commands that are not problem codes themselves. */
const PROBLEM_OF_OUTCOME = {
  exists: 'already-exists',
  'no-tenant': 'not-found',
  'no-owner': 'not-found',
  revoked: 'key-revoked',
  deleted: 'key-deleted',
  'key-expired': 'key-not-active',
  contended: 'unavailable',
  'unsupported-command': 'unavailable',
  throttled: 'unavailable',
  unreachable: 'unavailable',
  busy: 'rotation-busy',
  over: 'rotation-busy',
  abandoned: 'rotation-busy',
  paused: 'rotation-paused',
  'not-bound': 'rotation-hindered',
  'not-recorded': 'rotation-hindered',
  'kms-denied': 'rotation-hindered',
  'access-denied': 'rotation-hindered',
  'secret-not-found': 'rotation-hindered',
  'secret-deleted': 'rotation-hindered',
  'too-many-versions': 'rotation-hindered',
  'version-missing': 'rotation-hindered',
  'edited-by-hand': 'rotation-hindered',
  'label-moved-by-hand': 'rotation-hindered',
  'secret-holds-dead-key': 'rotation-hindered',
  'not-accepted': 'rotation-hindered',
  'too-many-credentials': 'rotation-hindered',
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

/** What HTTP calls each status of a problem (RFC 9110). */
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

/** What every route can answer beside the problems that it declares. */
export const GENERAL_PROBLEMS = [
  'invalid-request',
  'invalid-path',
  'unauthorized',
  'internal',
  'unavailable',
] as const satisfies readonly ProblemCode[];

/** What whoever sends a body can be answered, too. */
export const BODY_PROBLEMS = [
  'malformed-json',
  'body-too-large',
  'unsupported-media-type',
] as const satisfies readonly ProblemCode[];

/** The body of a refusal as problem details: `code` never changes its meaning, `detail` and `issues` are for people. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** Of `value-unavailable`: the key to revoke before another is created in its place. */
  key: z.object({ tenant: storedId, id: storedId }).optional(),
});
export type Problem = z.infer<typeof problem>;

/** The body of a refusal where the product documents this one: all that there is to tell is in `message`. */
export interface StatusMessage {
  readonly statusCode: number;
  readonly statusMessage: string;
  readonly message: string;
}
