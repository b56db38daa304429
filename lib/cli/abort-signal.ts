import type { EventEmitter } from 'node:events';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Returns a signal that aborts on the first SIGINT, SIGTERM or SIGHUP. A second one ends the process immediately. */
export function abortOnSignal(process: EventEmitter): AbortSignal {
  const controller = new AbortController();
  const interrupt = () => {
    for (const signal of SIGNALS) process.removeListener(signal, interrupt);
    controller.abort();
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  return controller.signal;
}
