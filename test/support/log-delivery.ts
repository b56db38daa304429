import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { LogDelivery } from '../../lib/contracts/log-delivery.ts';

export const ACCOUNT = '111122223333';

/** A log event with a unique ID. */
export function logEvent(message: string, timestamp: number): LogDelivery['logEvents'][number] {
  return { id: randomUUID(), timestamp, message };
}

/** The event that a subscription filter sends to a function. */
export function subscriptionEvent(delivery: Partial<LogDelivery>): unknown {
  const complete: LogDelivery = {
    messageType: 'DATA_MESSAGE',
    owner: ACCOUNT,
    logGroup: 'authorizer-log',
    logEvents: [],
    ...delivery,
  };
  return { awslogs: { data: gzipSync(JSON.stringify(complete)).toString('base64') } };
}
