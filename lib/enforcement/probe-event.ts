import { PROBE_EVENT } from '../contracts/decision-line.ts';
import { isFields } from './event-fields.ts';

/**
 * Whether an event asks for the line of a probe. The event of a gateway, a load balancer or a function URL has no such
 * field, so the sender was allowed by IAM to call the function itself. Nothing is read, and nothing allowed.
 */
export function isProbe(event: unknown): boolean {
  return isFields(event) && event.postern === PROBE_EVENT.postern;
}
