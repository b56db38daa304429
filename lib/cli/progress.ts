import type { Writable } from 'node:stream';

/** Time without output after which the progress is shown. */
const SILENT_MS = 2_000;
const REFRESH_MS = 500;
/** A longer interval between two waits means that the command paused or prompted. */
const BREAK_MS = 250;
/** Moves to the start of the line and erases it. */
const START_OF_LINE = '\r\u001b[K';

/** The progress of a command, shown at a terminal on standard error. */
export interface Progress {
  /** Returns the result of `work`; shows the progress while it takes longer than two seconds. */
  readonly during: <Result>(work: Promise<Result>) => Promise<Result>;
  /** Sets the text of the progress. */
  readonly report: (text: string) => void;
  /** Erases the progress before other output is written to the terminal. */
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
