import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { dailyCheckDetail, KEY_EVENT_SOURCE, keyEventDetail } from '../../contracts/key-events.ts';
import type { DailyCheckPublisher } from '../../core/rotation/daily-check.ts';
import type { KeyEventPublisher } from '../../core/rotation/key-events.ts';
import { UnavailableError } from '../../core/store.ts';

export interface EventBus {
  readonly client: EventBridgeClient;
  /** Its name. */
  readonly bus: string;
  /** The name of the rotation deployment. */
  readonly deployment: string;
}

/** Publishes key events to an EventBridge bus (1 USD per million). The rules of the bus select the receivers. */
export function createKeyEventPublisher(bus: EventBus): KeyEventPublisher & DailyCheckPublisher {
  return {
    publish: (keyEvent) => put(bus, keyEvent, keyEventDetail(keyEvent, bus.deployment)),
    publishCheck: (report) => put(bus, report, dailyCheckDetail(report, bus.deployment)),
  };
}

/** @throws UnavailableError if the bus does not accept the event */
async function put(
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
  if (FailedEntryCount) throw new UnavailableError('the event bus rejected a key event');
}

function unavailable(cause: unknown): never {
  throw new UnavailableError('the event bus did not respond', { cause });
}
