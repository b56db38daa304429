import { dailyCheckDetail, keyEventDetail } from '../../contracts/key-events.ts';
import type { DailyCheckPublisher } from '../../core/rotation/daily-check.ts';
import type { KeyEventPublisher } from '../../core/rotation/key-events.ts';
import { type EventBus, putEvent } from './event-bus.ts';

/** Publishes key events to an EventBridge bus (1 USD per million). The rules of the bus select the receivers. */
export function createKeyEventPublisher(bus: EventBus): KeyEventPublisher & DailyCheckPublisher {
  return {
    publish: (keyEvent) => putEvent(bus, keyEvent, keyEventDetail(keyEvent, bus.deployment)),
    publishCheck: (report) => putEvent(bus, report, dailyCheckDetail(report, bus.deployment)),
  };
}
