import type { Access } from '../core/access/access.ts';
import { isAmong } from '../core/access/permissions.ts';
import type { RefusalFace } from '../core/profiles/profile.ts';
import { createGatekeeper, type Gatekeeper } from './gatekeeper.ts';
import { readLambdaEvent } from './lambda-event.ts';
import { assertHandlerOptions, type GuardHandlerOptions } from './options.ts';
import type { GuardRuntime } from './runtime.ts';

/** What a guarded handler answers where the guard refuses, as all that can stand in front take it. */
export interface GuardReply {
  readonly statusCode: number;
  readonly headers?: Record<string, string>;
  /** In place of `headers` where the event lists header values, as behind some load balancers. */
  readonly multiValueHeaders?: Record<string, string[]>;
  readonly body: string;
}

/** The handler that Lambda calls. */
export type GuardedHandler<Event, Context, Result> = (
  event: Event,
  context: Context,
) => Promise<Result | GuardReply>;

/** A handler that is called with the access of whoever may call it; with none on a route that is open. */
export type AccessHandler<Event, Context, Result, Given = Access> = (
  event: Event,
  access: Given,
  context: Context,
) => Result | Promise<Result>;

/**
 * Either of them: a method's parameters are compared both ways. That a handler which needs access names no open routes
 * is what the signatures of `guard()` hold.
 */
export type AnyHandler<Event, Context, Result> = {
  handle(event: Event, access: Access | undefined, context: Context): Result | Promise<Result>;
}['handle'];

/** @throws Error if an option is wrong, at once */
export function guardHandler<Event, Context, Result>(
  handler: AnyHandler<Event, Context, Result>,
  options: GuardHandlerOptions,
  runtime: () => GuardRuntime,
): GuardedHandler<Event, Context, Result> {
  assertHandlerOptions(options);
  const { open = [] } = options;
  let gatekeeper: Gatekeeper | undefined;

  return async function guarded(event, context) {
    const request = readLambdaEvent(event);
    if (isAmong(open, request.method, request.route)) return handler(event, undefined, context);
    gatekeeper ??= createGatekeeper(runtime(), options);
    const verdict = await gatekeeper(request);
    if ('refusal' in verdict) return replyOf(verdict.refusal, request);
    return handler(event, verdict.access, context);
  };
}

function replyOf(
  { status, contentType, headers, body }: RefusalFace,
  { listsHeaders }: { readonly listsHeaders: boolean },
): GuardReply {
  const all = Object.entries({ 'Content-Type': contentType, ...headers });
  const told = listsHeaders
    ? { multiValueHeaders: Object.fromEntries(all.map(([name, value]) => [name, [value]])) }
    : { headers: Object.fromEntries(all) };
  return { statusCode: status, ...told, body: JSON.stringify(body) };
}
