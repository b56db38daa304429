import { Listr, PRESET_TIMER } from 'listr2';

/** Reports the progress of a start. */
export interface Progress {
  /** Runs a step and shows its name and latest line while it runs. */
  step<Result>(title: string, work: (say: (line: string) => void) => Promise<Result>): Promise<Result>;
  /** Prints a permanent line. */
  note(text: string): void;
}

/** Shows the progress at a terminal; otherwise prints a line at the start and the end of a step. */
export const visible: Progress = {
  async step<Result>(title: string, work: (say: (line: string) => void) => Promise<Result>) {
    const done = Promise.withResolvers<Result>();
    const run = async (_context: unknown, task: { output: string }) => {
      const say = (line: string) => {
        if (process.stdout.isTTY) task.output = line;
      };
      await work(say).then(done.resolve, (error) => {
        done.reject(error);
        // The caller prints the reason.
        throw new Error('');
      });
    };
    const timer = { timer: PRESET_TIMER };
    const list = new Listr([{ title, task: run }], {
      registerSignalListeners: false,
      rendererOptions: timer,
      fallbackRendererOptions: timer,
    });
    await Promise.allSettled([done.promise, list.run()]);
    return done.promise;
  },
  note(text) {
    process.stdout.write(`${text}\n`);
  },
};

export const silent: Progress = {
  step: (_title, work) => work(() => {}),
  note: () => {},
};
