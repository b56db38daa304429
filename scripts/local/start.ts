import { showAlarmsOn } from './alarms/show-alarms.ts';
import { startInBackground, stopWithForeground } from './detach.ts';
import { exitWith, onInterrupt } from './exit.ts';
import { Interrupted } from './failure.ts';
import { followLocal, type Watch } from './follow.ts';
import { startHere } from './foreground.ts';
import { readLocalJson } from './local-json.ts';
import { HELP, readOptions } from './options.ts';
import { visible } from './progress.ts';
import { readyMessage } from './ready-message.ts';
import { stateDirectoryIn } from './state-directory.ts';

const home = stateDirectoryIn();
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
function watchHere(): Watch | undefined {
  if (process.connected) return undefined;
  // Whoever read what is shown has gone: `npm start | head`.
  process.stdout.on('error', () => interrupt.abort(new Interrupted()));
  const decisions = followLocal(process.stdout, process.env);
  const alarms = showAlarmsOn(process.stdout, process.env);
  return async (...where) => {
    await Promise.all([decisions(...where), alarms(...where)]);
  };
}

try {
  const options = readOptions(args);
  if (options.help) {
    // The reader may have had enough: `npm start -- --help | head`.
    process.stdout.on('error', () => {});
    process.stdout.write(HELP);
  } else if (options.detach) {
    await detach();
  } else {
    stopWithForeground(interrupt);
    await startHere({ home, progress: visible, watch: watchHere() }, options, interrupt);
  }
} catch (error) {
  await exitWith(error, home);
}
