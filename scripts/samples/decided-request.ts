import type { DecidedRequest } from '../../lib/contracts/decision-line.ts';
import { restEvent } from './authorizer-events.ts';

const { requestContext } = restEvent({});

/** The request of a usual decision line. */
export const DECIDED_REQUEST: DecidedRequest = {
  via: 'authorizer',
  method: 'GET',
  route: '/orders/{id}',
  requestId: requestContext.requestId,
  sourceAddress: requestContext.identity.sourceIp,
  userAgent: 'example-client/1.2.3',
  permission: 'read',
};
