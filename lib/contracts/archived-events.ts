import * as z from 'zod';
import { AUDIT_ACTIONS, SUBJECT_KINDS } from '../core/audit/event.ts';
import { json } from './http/fields.ts';

const settings = z.record(z.string(), json).nullable();

/** The JSON form of a batch of audit events in the archive. */
export const archivedEvents = z.array(
  z.strictObject({
    id: z.string(),
    atMs: z.int(),
    tenant: z.string(),
    action: z.enum(AUDIT_ACTIONS),
    subject: z.strictObject({ kind: z.enum(SUBJECT_KINDS), id: z.string() }),
    caller: z.strictObject({ id: z.string(), sourceAddress: z.string() }),
    before: settings,
    after: settings,
  }),
);
