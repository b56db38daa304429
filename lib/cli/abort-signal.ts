import type { EventEmitter } from 'node:events';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** From now on the first signal that would end a process ends its run in order; the second ends it at once. */
export function abortOnSignal(process: EventEmitter): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    for (const signal of SIGNALS) process.removeListener(signal, interrupt);
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  return controller.signal;
}
