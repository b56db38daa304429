import * as z from 'zod';
import type { RotationTask } from '../core/rotation/tasks.ts';
import { keyId, tenantId } from './http/fields.ts';

/** What stands in a message of the rotation queue, as JSON. */
export const rotationTask = z.discriminatedUnion('work', [
  z.strictObject({ work: z.literal('visit'), keyId }),
  z.strictObject({ work: z.literal('cascade'), keyId }),
  z.strictObject({ work: z.literal('report'), tenant: tenantId, day: z.int() }),
]) satisfies z.ZodType<RotationTask>;

/** How SQS calls a function. */
export const queueEvent = z.object({
  Records: z
    .array(z.object({ eventSource: z.literal('aws:sqs'), messageId: z.string(), body: z.string() }))
    .min(1),
});
export type QueuedMessage = z.output<typeof queueEvent>['Records'][number];

/** How EventBridge Scheduler calls `sweep-keys`: each minute, and once a day. */
export const SWEEP_EVENTS = {
  due: { postern: 'sweep-due' },
  report: { postern: 'sweep-report' },
} as const;
export const sweepEvent = z.strictObject({
  postern: z.enum([SWEEP_EVENTS.due.postern, SWEEP_EVENTS.report.postern]),
});
