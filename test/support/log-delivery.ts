import { gzipSync } from 'node:zlib';
import type { LogDelivery } from '../../lib/contracts/log-delivery.ts';

export const ACCOUNT = '111122223333';

/** An event of a log stream. */
export function logEvent(message: string, timestamp: number): LogDelivery['logEvents'][number] {
  return { timestamp, message };
}

/** The event that a subscription filter sends to a function. */
export function subscriptionEvent(delivery: Partial<LogDelivery>): unknown {
  const complete: LogDelivery = {
    messageType: 'DATA_MESSAGE',
    owner: ACCOUNT,
    logGroup: 'authorizer-log',
    logStream: 'instance-1',
    logEvents: [],
    ...delivery,
  };
  return { awslogs: { data: gzipSync(JSON.stringify(complete)).toString('base64') } };
}
