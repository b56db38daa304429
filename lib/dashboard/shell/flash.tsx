import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import { lazy, Suspense, useSyncExternalStore } from 'react';

const Flashbar = lazy(() => import('@cloudscape-design/components/flashbar'));

type Message = Pick<FlashbarProps.MessageDefinition, 'type' | 'header' | 'content'>;

let messages: readonly FlashbarProps.MessageDefinition[] = [];
const listeners = new Set<() => void>();

function update(next: typeof messages): void {
  messages = next;
  for (const listener of listeners) listener();
}

/** Shows a message above the page until it is dismissed or the next message appears. */
export function flash(message: Message): void {
  const id = crypto.randomUUID();
  const onDismiss = () => update(messages.filter((each) => each.id !== id));
  update([{ ...message, id, dismissible: true, dismissLabel: 'Dismiss the message', onDismiss }]);
}

export function Flashes() {
  const items = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => messages,
  );
  return (
    <div aria-live="polite" className="flashes">
      {items.length > 0 && (
        <Suspense>
          <Flashbar items={items} />
        </Suspense>
      )}
    </div>
  );
}
