import { isFields } from '../../enforcement/event-fields.ts';
import type { GuardServerOptions } from '../options.ts';
import { createServerGuard, type ServerGuardDeps, setAccess } from '../server-guard.ts';
import { headersOfNode, type NodeRequest, searchOf } from './node-request.ts';

/** The parts of a request of Fastify that the guard uses. `@fastify/aws-lambda` adds `awsLambda`. */
export interface FastifyRequestLike {
  readonly raw: NodeRequest;
  readonly routeOptions: { readonly url?: string | undefined };
}

/** The parts of a reply of Fastify that the guard uses. */
export interface FastifyReplyLike {
  code(status: number): unknown;
  headers(fields: Record<string, string>): unknown;
  send(body: string): unknown;
}

export type FastifyGuard = (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown>;

/** @throws Error immediately if an option is invalid or the deployment does not allow a decision */
export function guardFastify(
  options: GuardServerOptions<FastifyRequestLike>,
  deps: ServerGuardDeps,
): FastifyGuard {
  // The adapter of Fastify adds the event to the request.
  const decide = createServerGuard(options, deps, options.event !== undefined || deps.isFunction);
  const eventOf = options.event ?? eventOfAdapter;
  return async function guarded(request, reply) {
    const verdict = await decide({
      method: request.raw.method ?? '',
      route: request.routeOptions.url,
      headers: headersOfNode(request.raw),
      search: searchOf(request.raw),
      event: eventOf(request),
    });
    if ('denial' in verdict) {
      const { status, contentType, headers, body } = verdict.denial;
      reply.code(status);
      reply.headers({ 'Content-Type': contentType, ...headers });
      return reply.send(JSON.stringify(body));
    }
    setAccess(request, verdict.access);
    return undefined;
  };
}

function eventOfAdapter(request: object): unknown {
  const adapter = 'awsLambda' in request ? request.awsLambda : undefined;
  return isFields(adapter) ? adapter.event : undefined;
}
