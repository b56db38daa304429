import type { Writable } from 'node:stream';

/** After this time without any output, a user wants to know that the command still works. */
const SILENT_MS = 2_000;
const REFRESH_MS = 500;
/** A longer break between two waits means that the command itself paused, or asked something. */
const BREAK_MS = 250;
/** Moves to the start of the line and erases it. */
const START_OF_LINE = '\r\u001b[K';

/** Shows at a terminal, on standard error, that a command still works. */
export interface Progress {
  /** Returns the result of `work`; shows the progress while it takes longer than two seconds. */
  readonly during: <Result>(work: Promise<Result>) => Promise<Result>;
  /** Says how far the command is, for the next time that the progress is shown. */
  readonly report: (text: string) => void;
  /** Removes what is shown, before anything else is written to the terminal. */
  readonly clear: () => void;
}

/** Shows nothing with `--json`, or if standard error is not a terminal. */
export function createProgress(
  stderr: Writable & { readonly isTTY?: boolean },
  { asJson = false }: { readonly asJson?: boolean } = {},
): Progress {
  let text = 'waiting for a response';
  let shown = false;
  let waits = 0;
  let startedMs = performance.now();
  let stoppedMs = startedMs;
  let timer: NodeJS.Timeout | undefined;

  const show = () => {
    const silentMs = performance.now() - startedMs;
    if (silentMs < SILENT_MS) return;
    stderr.write(`${START_OF_LINE}${text} … ${Math.floor(silentMs / 1000)} s`);
    shown = true;
  };
  const clear = () => {
    startedMs = performance.now();
    if (!shown) return;
    stderr.write(START_OF_LINE);
    shown = false;
  };
  const begin = () => {
    waits += 1;
    if (waits > 1) return;
    if (performance.now() - stoppedMs > BREAK_MS) startedMs = performance.now();
    timer = setInterval(show, REFRESH_MS);
  };
  const end = () => {
    waits -= 1;
    if (waits > 0) return;
    clearInterval(timer);
    stoppedMs = performance.now();
  };
  return {
    during: async (work) => {
      if (asJson || !stderr.isTTY) return work;
      begin();
      try {
        return await work;
      } finally {
        end();
      }
    },
    report: (next) => {
      text = next;
    },
    clear,
  };
}
