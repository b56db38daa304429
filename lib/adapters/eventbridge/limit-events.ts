import { limitEventDetail } from '../../contracts/limit-events.ts';
import type { LimitEventPublisher } from '../../core/limits/limit-events.ts';
import { type EventBus, putEvent } from './event-bus.ts';

/** Publishes events about limits to an EventBridge bus (1 USD per million). */
export function createLimitEventPublisher(bus: EventBus): LimitEventPublisher {
  return { publish: (event) => putEvent(bus, event, limitEventDetail(event, bus.deployment)) };
}
