import { keyEventMetricsLine } from '../../lib/contracts/key-event-metrics.ts';
import type { KeyEventPublisher } from '../../lib/core/rotation/key-events.ts';
import type { Clock } from '../../lib/core/runtime.ts';

/** Counts published key events for alarms, and logs the key of each for operators. */
export function countedKeyEvents(
  keyEvents: KeyEventPublisher,
  {
    rotation,
    clock,
    log,
  }: { readonly rotation: string; readonly clock: Clock; readonly log: (line: string) => void },
): KeyEventPublisher {
  return {
    publish: async (keyEvent) => {
      await keyEvents.publish(keyEvent);
      const { kind, tenant, owner, keyId, versionId: version, reason } = keyEvent;
      log(`${JSON.stringify({ postern: 'key-event', kind, tenant, owner, keyId, version, reason })}\n`);
      log(keyEventMetricsLine(rotation, kind, clock()));
    },
  };
}
