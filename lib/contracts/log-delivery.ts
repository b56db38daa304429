import * as z from 'zod';

/** The filter pattern of decision lines: a term of each line. Emulators do not support JSON patterns. */
export const DECISION_FILTER = '"decision"';

/** The event of a CloudWatch Logs subscription filter: gzipped JSON in base64. */
export const logDeliveryEvent = z.object({ awslogs: z.object({ data: z.base64() }) });

/** The decoded content of a delivery. */
export const logDelivery = z.object({
  /** `CONTROL_MESSAGE` only checks that the function exists. */
  messageType: z.enum(['DATA_MESSAGE', 'CONTROL_MESSAGE']),
  /** The account of the log group. */
  owner: z.string(),
  logGroup: z.string(),
  logStream: z.string(),
  logEvents: z.array(z.object({ timestamp: z.int(), message: z.string() })),
});
export type LogDelivery = z.output<typeof logDelivery>;
