import { startInBackground, stopWithForeground } from './detach.ts';
import { endWith, onInterrupt } from './ending.ts';
import { Interrupted } from './failure.ts';
import { startHere } from './foreground.ts';
import { homeIn } from './home.ts';
import { readLocalJson } from './local-json.ts';
import { readOptions } from './options.ts';
import { visible } from './progress.ts';
import { readyMessage } from './ready-message.ts';
import { watchOn } from './watch.ts';

const home = homeIn();
const interrupt = onInterrupt();
const args = process.argv.slice(2);

async function detach(): Promise<void> {
  const exitCode = await startInBackground(args, interrupt.signal);
  const deployment = await readLocalJson(home);
  if (exitCode === undefined && deployment) {
    visible.note(readyMessage(deployment, 'npm run stop'));
    visible.note('To see each decision as it happens: npm start\n');
  }
  process.exitCode = exitCode;
}

/** Nobody looks at a start in the background. */
function watchHere() {
  if (process.connected) return undefined;
  // Whoever read what is shown has gone: `npm start | head`.
  process.stdout.on('error', () => interrupt.abort(new Interrupted()));
  return watchOn(process.stdout, process.env);
}

try {
  const options = readOptions(args);
  if (options.detach) {
    await detach();
  } else {
    stopWithForeground(interrupt);
    await startHere({ home, progress: visible, watch: watchHere() }, options, interrupt);
  }
} catch (error) {
  await endWith(error, home);
}
