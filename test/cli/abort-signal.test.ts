import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { abortOnSignal } from '../../lib/cli/abort-signal.ts';

it.each(['SIGINT', 'SIGTERM', 'SIGHUP'])(
  'the first %s aborts the run, and the second one ends the process',
  (signal) => {
    const process = new EventEmitter();
    const interrupted = abortOnSignal(process);
    expect(interrupted.aborted).toBe(false);
    expect(process.emit(signal)).toBe(true);
    expect(interrupted.aborted).toBe(true);
    for (const next of ['SIGINT', 'SIGTERM', 'SIGHUP']) expect(process.emit(next)).toBe(false);
  },
);
