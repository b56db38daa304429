import type { Writable } from 'node:stream';
import { createLogUpdate } from 'log-update';
import { phaseLine, renderTimeline, summaryLine } from './render.ts';
import type { Timeline } from './timeline.ts';

/** Shows the timeline while the demo runs. */
export interface Terminal {
  show(story: Timeline): void;
  /** Ends the output and keeps the last frame. */
  end(): void;
}

/** Updates the timeline in place at a terminal; otherwise writes one line per phase. Writes nothing with `--json`. */
export function openTerminal(
  stderr: Writable & { readonly isTTY?: boolean },
  { asJson }: { readonly asJson: boolean },
): Terminal {
  if (asJson) return { show: () => {}, end: () => {} };
  return stderr.isTTY ? livePicture(stderr) : lines(stderr);
}

function livePicture(stderr: Writable): Terminal {
  const update = createLogUpdate(Object.assign(stderr, {}));
  return { show: (story) => update(renderTimeline(story)), end: () => update.done() };
}

function lines(stderr: Writable): Terminal {
  let writtenPhases = 0;
  return {
    show: (story) => {
      const done = story.stages.filter(({ atMs }) => atMs !== undefined);
      for (const stage of done.slice(writtenPhases))
        stderr.write(`${phaseLine(stage, story.stages)} (${summaryLine(story)})\n`);
      writtenPhases = done.length;
    },
    end: () => {},
  };
}
