import { Listr, PRESET_TIMER } from 'listr2';

/** How a start tells what it does. */
export interface Progress {
  /** Runs a step and shows it, with the latest line that it says, while it runs. */
  step<Result>(title: string, work: (say: (line: string) => void) => Promise<Result>): Promise<Result>;
  /** Tells something that stays on the screen. */
  note(text: string): void;
}

/** On the terminal; without one, a line where a step begins and one where it ends. */
export const visible: Progress = {
  async step<Result>(title: string, work: (say: (line: string) => void) => Promise<Result>) {
    const done = Promise.withResolvers<Result>();
    const run = async (_context: unknown, task: { output: string }) => {
      const say = (line: string) => {
        if (process.stdout.isTTY) task.output = line;
      };
      await work(say).then(done.resolve, (error) => {
        done.reject(error);
        // The reason is told once, by whoever catches it.
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
