import { gunzipSync } from 'node:zlib';
import { type LogDelivery, logDelivery, logDeliveryEvent } from '../../lib/contracts/log-delivery.ts';

/** CloudWatch hands on up to 1 MB; text packs to a tenth or so. What grows beyond this was not made by it. */
const LIMIT_BYTES = 64 * 1024 * 1024;

/** Reads what CloudWatch Logs delivers; undefined where it is something else. */
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
