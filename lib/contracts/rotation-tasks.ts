import * as z from 'zod';
import type { RotationTask } from '../core/rotation/tasks.ts';
import { keyId, tenantId } from './http/fields.ts';

/** The body of a message in the rotation queue, as JSON. */
export const rotationTask = z.discriminatedUnion('task', [
  z.strictObject({ task: z.literal('reconcile'), keyId }),
  z.strictObject({ task: z.literal('cascade'), keyId }),
  z.strictObject({
    task: z.literal('daily-check'),
    tenant: tenantId,
    day: z.int(),
    sinceDay: z.int().optional(),
  }),
]) satisfies z.ZodType<RotationTask>;

/** How SQS calls a function. */
export const queueEvent = z.object({
  Records: z
    .array(z.object({ eventSource: z.literal('aws:sqs'), messageId: z.string(), body: z.string() }))
    .min(1),
});
export type QueuedMessage = z.output<typeof queueEvent>['Records'][number];

/** How EventBridge Scheduler calls `sweep-keys` each minute. */
export const SWEEP_EVENT = { postern: 'sweep-due' } as const;
export const sweepEvent = z.strictObject({ postern: z.literal(SWEEP_EVENT.postern) });
