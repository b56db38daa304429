import * as z from 'zod';
import { authorizerContext } from '../../lib/contracts/authorizer-context.ts';
import type { GatewayEvent } from '../../lib/http/gateway-event.ts';

const authorized = z.object({ lambda: authorizerContext });

export type KeyHolder = z.output<typeof authorizerContext>;

/** Whose key our authorizer accepted; undefined where it was not asked. */
export function keyHolder({ requestContext }: GatewayEvent): KeyHolder | undefined {
  return authorized.safeParse(requestContext.authorizer).data?.lambda;
}
