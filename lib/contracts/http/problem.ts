import * as z from 'zod';

/** Every problem that the admin surface answers with (RFC 9457): a stable code, its status and its title. */
export const PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'invalid-cursor': { status: 400, title: 'The cursor is not one of ours' },
  'invalid-path': { status: 400, title: 'The path holds characters that are not allowed' },
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  unauthorized: { status: 401, title: 'The caller is not known' },
  'not-found': { status: 404, title: 'There is no such thing here' },
  'already-exists': { status: 409, title: 'The id is taken' },
  'key-revoked': { status: 409, title: 'The key is revoked, for ever' },
  'owner-cut-off': { status: 409, title: 'The owner is cut off' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be application/json' },
  'exceeds-role': { status: 422, title: "The permissions exceed the owner's role" },
  'expiry-not-in-future': { status: 422, title: 'The expiry is not in the future' },
  'unknown-environment': { status: 422, title: 'The key format has no such environment' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  unavailable: { status: 503, title: 'A dependency does not answer; try again' },
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

/** The body of every refusal: `code` never changes its meaning, `detail` and `issues` are for people. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof problem>;
