import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { KEY_EVENT_SOURCE } from '../../contracts/key-events.ts';
import { UnavailableError } from '../../core/store.ts';

export interface EventBus {
  readonly client: EventBridgeClient;
  /** Its name. */
  readonly bus: string;
  /** The name of the rotation deployment. */
  readonly deployment: string;
}

/** @throws UnavailableError if the bus does not accept the event */
export async function putEvent(
  { client, bus }: EventBus,
  { kind, atMs }: { readonly kind: string; readonly atMs: number },
  detail: object,
): Promise<void> {
  const event = {
    EventBusName: bus,
    Source: KEY_EVENT_SOURCE,
    DetailType: kind,
    Time: new Date(atMs),
    Detail: JSON.stringify(detail),
  };
  const { FailedEntryCount } = await client
    .send(new PutEventsCommand({ Entries: [event] }))
    .catch(unavailable);
  if (FailedEntryCount) throw new UnavailableError('the event bus rejected an event');
}

function unavailable(cause: unknown): never {
  throw new UnavailableError('the event bus did not respond', { cause });
}
