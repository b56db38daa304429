import type { Route, RouteInput } from '../contracts/http/route.ts';
import type { RouteHandler, RouteHandlers } from './dispatch.ts';
import type { Rejection } from './rejection.ts';

/** A call with validated input. */
export interface Call<Operation> {
  readonly operation: Operation;
  readonly params: unknown;
  readonly body: unknown;
}

/** The identity that an authenticated caller has for a call, or the rejection. */
export type Authorization<Identity, Problem extends Rejection['problem']> =
  | { readonly identity: Identity }
  | Rejection<Problem>;

/**
 * Adds an authorization to each handler, for decisions that the gateway cannot make. `authorize` runs after the input
 * of a call was validated and before its handler.
 */
export function withAuthorization<Routes extends Record<string, Route>, Authenticated, Identity>(
  handlers: RouteHandlers<Routes, Identity>,
  authorize: (
    authenticated: Authenticated,
    call: Call<keyof Routes>,
  ) => Promise<Authorization<Identity, Routes[keyof Routes]['problems'][number] | 'unavailable'>>,
): RouteHandlers<Routes, Authenticated>;
export function withAuthorization(
  handlers: Readonly<Record<string, RouteHandler<Route, unknown>>>,
  authorize: (
    authenticated: unknown,
    call: Call<string>,
  ) => Promise<Authorization<unknown, Rejection['problem']>>,
): Readonly<Record<string, RouteHandler<Route, unknown>>> {
  const wrap =
    (operation: string, handle: RouteHandler<Route, unknown>) =>
    async (input: RouteInput<Route>, authenticated: unknown) => {
      const { params, body } = input;
      const authorization = await authorize(authenticated, { operation, params, body });
      return 'problem' in authorization ? authorization : handle(input, authorization.identity);
    };
  return Object.fromEntries(
    Object.entries(handlers).map(([operation, handle]) => [operation, wrap(operation, handle)]),
  );
}
