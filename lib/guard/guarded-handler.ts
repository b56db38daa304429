import type { Access } from '../core/access/access.ts';
import { isOpenRoute, routeRequirement } from '../core/access/permissions.ts';
import type { ErrorResponse } from '../core/profiles/profile.ts';
import { UNREADABLE_METHOD } from '../enforcement/override-methods.ts';
import { createGatekeeper, type Gatekeeper } from './gatekeeper.ts';
import { type LambdaRequest, readLambdaEvent } from './lambda-event.ts';
import { assertHandlerOptions, type GuardHandlerOptions } from './options.ts';
import { replyToProbe } from './probes.ts';
import type { GuardRuntime } from './runtime.ts';
import { GuardSetupError } from './setup-error.ts';

/** The response of a guarded handler to a denied request, in a form that all event sources accept. */
export interface GuardReply {
  readonly statusCode: number;
  readonly headers?: Record<string, string>;
  /** In place of `headers` if the event has lists of header values, as behind some load balancers. */
  readonly multiValueHeaders?: Record<string, string[]>;
  readonly body: string;
}

/** The handler that Lambda calls. */
export type GuardedHandler<Event, Context, Result> = (
  event: Event,
  context: Context,
) => Promise<Result | GuardReply>;

/** A handler that is called with the access of an authorized caller; undefined on an open route. */
export type AccessHandler<Event, Context, Result, Given = Access> = (
  event: Event,
  access: Given,
  context: Context,
) => Result | Promise<Result>;

/**
 * A handler with or without open routes. It is a method, because TypeScript compares method parameters bivariantly. The
 * signatures of `guard()` ensure that a handler which requires access has no open routes.
 */
export type AnyHandler<Event, Context, Result> = {
  handle(event: Event, access: Access | undefined, context: Context): Result | Promise<Result>;
}['handle'];

/** @throws Error immediately if an option is invalid */
export function guardHandler<Event, Context, Result>(
  handler: AnyHandler<Event, Context, Result>,
  options: GuardHandlerOptions,
  runtime: () => GuardRuntime,
): GuardedHandler<Event, Context, Result> {
  assertHandlerOptions(options);
  const { open = [], permissions = {} } = options;
  let gatekeeper: Gatekeeper | undefined;

  const isOpen = ({ method, route, otherMethods = [] }: LambdaRequest): boolean =>
    !otherMethods.includes(UNREADABLE_METHOD) &&
    [method, ...otherMethods].every(
      (each) => isOpenRoute({ open, permissions }, each, route) && !isNamedByDeployment(runtime, each, route),
    );

  const guarded: GuardedHandler<Event, Context, Result> = async (event, context) => {
    const probed = replyToProbe(event, () => runtime().write);
    if (probed) return probed;
    const request = readLambdaEvent(event);
    if (isOpen(request)) return handler(event, undefined, context);
    gatekeeper ??= createGatekeeper(runtime(), options);
    const verdict = await gatekeeper(request);
    if ('denial' in verdict) return replyOf(verdict.denial, request);
    return handler(event, verdict.access, context);
  };
  return withoutStreaming(guarded);
}

/** The property that `awslambda.streamifyResponse` sets on a handler. */
const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

/** Rejects streaming when the module loads, because a streaming handler would write no response for a denied request. */
function withoutStreaming<Handler extends object>(guarded: Handler): Handler {
  return Object.defineProperty(guarded, STREAMING, {
    get: () => undefined,
    set: () => {
      throw new GuardSetupError(
        'streamifyResponse(guard(handler)) is not supported: a denial would write no response. Use guard() as the ' +
          "middleware of a framework that streams, for example Hono's streamHandle(app), or protect the API with " +
          'keys.protect(api)',
      );
    },
  });
}

/** Whether the deployment has a permission for the route, which open routes in code cannot remove. */
function isNamedByDeployment(runtime: () => GuardRuntime, method: string, route: string): boolean {
  try {
    return routeRequirement(runtime().routes, method, route) !== undefined;
  } catch (error) {
    // Open routes are also served without a deployment.
    if (error instanceof GuardSetupError) return false;
    throw error;
  }
}

function replyOf(
  { status, contentType, headers, body }: ErrorResponse,
  { listsHeaders }: { readonly listsHeaders: boolean },
): GuardReply {
  const all = Object.entries({ 'Content-Type': contentType, ...headers });
  const headerFields = listsHeaders
    ? { multiValueHeaders: Object.fromEntries(all.map(([name, value]) => [name, [value]])) }
    : { headers: Object.fromEntries(all) };
  return { statusCode: status, ...headerFields, body: JSON.stringify(body) };
}
