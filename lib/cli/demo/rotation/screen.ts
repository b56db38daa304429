import type { Writable } from 'node:stream';
import { createLogUpdate } from 'log-update';
import { picture, stageLine, tally } from './draw.ts';
import type { Story } from './timeline.ts';

/** Where the story is shown while it goes on. */
export interface Screen {
  show(story: Story): void;
  /** Leaves what was shown last. */
  end(): void;
}

/** A picture that changes in place at a terminal; else a line for each step. Nothing with `--json`. */
export function openScreen(
  stderr: Writable & { readonly isTTY?: boolean },
  { asJson }: { readonly asJson: boolean },
): Screen {
  if (asJson) return { show: () => {}, end: () => {} };
  return stderr.isTTY ? livePicture(stderr) : lines(stderr);
}

function livePicture(stderr: Writable): Screen {
  const update = createLogUpdate(Object.assign(stderr, {}));
  return { show: (story) => update(picture(story)), end: () => update.done() };
}

function lines(stderr: Writable): Screen {
  let told = 0;
  return {
    show: (story) => {
      const done = story.stages.filter(({ atMs }) => atMs !== undefined);
      for (const stage of done.slice(told))
        stderr.write(`${stageLine(stage, story.stages)} (${tally(story)})\n`);
      told = done.length;
    },
    end: () => {},
  };
}
