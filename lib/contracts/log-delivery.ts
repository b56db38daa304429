import * as z from 'zod';

/** How a subscription filter of CloudWatch Logs calls a function: gzipped JSON as base64. */
export const logDeliveryEvent = z.object({ awslogs: z.object({ data: z.base64() }) });

/** What is in it. */
export const logDelivery = z.object({
  /** `CONTROL_MESSAGE` only asks whether the function is there. */
  messageType: z.enum(['DATA_MESSAGE', 'CONTROL_MESSAGE']),
  /** The account whose log group it is. */
  owner: z.string(),
  logGroup: z.string(),
  logEvents: z.array(z.object({ id: z.string(), timestamp: z.int(), message: z.string() })),
});
export type LogDelivery = z.output<typeof logDelivery>;
