import type { GuardServerOptions } from '../options.ts';
import { createServerGuard, type ServerGuardDeps, setAccess } from '../server-guard.ts';
import { headersOfNode, type NodeRequest, searchOf } from './node-request.ts';

/** The parts of a context of Koa that the guard uses. */
export interface KoaContext {
  readonly req: NodeRequest;
  status: number;
  body: unknown;
  set(fields: Record<string, string>): void;
}

export type KoaGuard = (context: KoaContext, next: () => Promise<unknown>) => Promise<void>;

/** @throws Error immediately if an option is invalid or the deployment does not allow a decision */
export function guardKoa(options: GuardServerOptions<KoaContext>, deps: ServerGuardDeps): KoaGuard {
  const decide = createServerGuard(options, deps);
  return async function guarded(context, next) {
    const verdict = await decide({
      method: context.req.method ?? '',
      route: routeOf(context),
      headers: headersOfNode(context.req),
      search: searchOf(context.req),
      event: options.event?.(context),
    });
    if ('denial' in verdict) {
      const { status, contentType, headers, body } = verdict.denial;
      context.status = status;
      context.body = JSON.stringify(body);
      context.set({ 'Content-Type': contentType, ...headers });
      return;
    }
    setAccess(context, verdict.access);
    await next();
  };
}

/** The template that the router of Koa matched; undefined without a router. */
function routeOf(context: object): string | undefined {
  const matched = '_matchedRoute' in context ? context._matchedRoute : undefined;
  return typeof matched === 'string' ? matched : undefined;
}
