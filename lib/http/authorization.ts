import type { Route, RouteInput } from '../contracts/http/route.ts';
import type { RouteHandler, RouteHandlers } from './dispatch.ts';
import type { Rejection } from './rejection.ts';

/** A call whose input fits its route. */
export interface Call<Operation> {
  readonly operation: Operation;
  readonly params: unknown;
  readonly body: unknown;
}

/** As whom a known caller may have a call, or why not. */
export type Authorization<Identity, Problem extends Rejection['problem']> =
  | { readonly admitted: Identity }
  | Rejection<Problem>;

/**
 * Handlers for callers of whom it is decided call by call who may have what, because the gateway alone can't know:
 * `admit` is asked once a call's input is read, and before its handler sees it.
 */
export function withAuthorization<Routes extends Record<string, Route>, Known, Identity>(
  handlers: RouteHandlers<Routes, Identity>,
  admit: (
    known: Known,
    call: Call<keyof Routes>,
  ) => Promise<Authorization<Identity, Routes[keyof Routes]['problems'][number] | 'unavailable'>>,
): RouteHandlers<Routes, Known>;
export function withAuthorization(
  handlers: Readonly<Record<string, RouteHandler<Route, unknown>>>,
  admit: (known: unknown, call: Call<string>) => Promise<Authorization<unknown, Rejection['problem']>>,
): Readonly<Record<string, RouteHandler<Route, unknown>>> {
  const wrap =
    (operation: string, handle: RouteHandler<Route, unknown>) =>
    async (input: RouteInput<Route>, known: unknown) => {
      const { params, body } = input;
      const admission = await admit(known, { operation, params, body });
      return 'problem' in admission ? admission : handle(input, admission.admitted);
    };
  return Object.fromEntries(
    Object.entries(handlers).map(([operation, handle]) => [operation, wrap(operation, handle)]),
  );
}
