import type { UnsignedGet } from '../../../api-client/unsigned-get.ts';
import type { ManagedKeyConsumer } from '../../../consumer/consumer.ts';
import type { ConsumerCall } from './timeline.ts';

export interface ConsumerLoopProps {
  readonly key: Pick<ManagedKeyConsumer, 'current' | 'refreshAfter'>;
  /** Calls the API with a value and returns the status. */
  readonly call: (value: string) => Promise<number>;
  readonly pause: () => Promise<void>;
  readonly onCall: (call: ConsumerCall) => void;
  readonly signal: AbortSignal;
}

/** Calls an API continuously until the signal aborts, like a consumer that reads its key from a secret. */
export async function callRepeatedly({ key, call, pause, onCall, signal }: ConsumerLoopProps): Promise<void> {
  const { value: first } = await key.current();
  while (!signal.aborted) {
    let held = await key.current();
    let status = await call(held.value);
    const next = status === 401 ? await key.refreshAfter(held) : undefined;
    if (next) {
      held = next;
      status = await call(held.value);
    }
    onCall({ status, value: held.value === first ? 'old' : 'new' });
    await pause();
  }
}

/** Returns a function that calls a URL with a key value in its headers. */
export function caller(
  get: UnsignedGet,
  { url, headersOf }: { readonly url: string; readonly headersOf: (value: string) => Record<string, string> },
): ConsumerLoopProps['call'] {
  return async (value) => (await get(url, { headers: headersOf(value) })).status;
}
