import * as z from 'zod';
import type { Caller } from '../core/audit/event.ts';
import type { GatewayEvent } from './gateway-event.ts';

const signed = z.object({ iam: z.object({ userArn: z.string().min(1) }) });

/** The principal whose signature the gateway checked; undefined where it checked none. */
export function iamCaller({ requestContext }: GatewayEvent): Caller | undefined {
  const { data } = signed.safeParse(requestContext.authorizer);
  return data && { id: data.iam.userArn, sourceAddress: requestContext.http.sourceIp };
}
