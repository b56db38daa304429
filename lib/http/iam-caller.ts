import * as z from 'zod';
import type { Caller } from '../core/audit/event.ts';
import type { AuthenticationResult } from './dispatch.ts';
import type { GatewayEvent } from './gateway-event.ts';
import { problemReply } from './reply.ts';

const signed = z.object({ iam: z.object({ userArn: z.string().min(1) }) });

/** The IAM principal whose signature the gateway verified, or the error response if there is none. */
export function iamCaller({ requestContext }: GatewayEvent): AuthenticationResult<Caller> {
  const { data } = signed.safeParse(requestContext.authorizer);
  if (!data) return { denied: problemReply({ problem: 'unauthorized' }) };
  return { identity: { id: data.iam.userArn, sourceAddress: requestContext.http.sourceIp } };
}
