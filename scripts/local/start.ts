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
    visible.note('To print each decision: npm start\n');
  }
  process.exitCode = exitCode;
}

/** A start in the background prints no decisions. */
function watchHere(): Watch | undefined {
  if (process.connected) return undefined;
  // The reader closed the pipe: `npm start | head`.
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
    // The reader may close the pipe: `npm start -- --help | head`.
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
