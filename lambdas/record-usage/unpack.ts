import { gunzipSync } from 'node:zlib';
import { type LogDelivery, logDelivery, logDeliveryEvent } from '../../lib/contracts/log-delivery.ts';

/** CloudWatch delivers at most 1 MB, and text compresses to about a tenth. A larger result is not from CloudWatch. */
const LIMIT_BYTES = 64 * 1024 * 1024;

/** Reads a delivery of CloudWatch Logs; undefined for any other event. */
export function unpack(event: unknown): LogDelivery | undefined {
  const received = logDeliveryEvent.safeParse(event).data;
  if (!received) return undefined;
  try {
    const packed = Buffer.from(received.awslogs.data, 'base64');
    const text = gunzipSync(packed, { maxOutputLength: LIMIT_BYTES }).toString();
    return logDelivery.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
