import { startInBackground, stopWithForeground } from './detach.ts';
import { endWith, onInterrupt } from './ending.ts';
import { startHere } from './foreground.ts';
import { homeIn } from './home.ts';
import { readLocalJson } from './local-json.ts';
import { readOptions } from './options.ts';
import { visible } from './progress.ts';
import { readyMessage } from './ready-message.ts';

const home = homeIn();
const interrupt = onInterrupt();
const args = process.argv.slice(2);

async function detach(): Promise<void> {
  const exitCode = await startInBackground(args, interrupt.signal);
  const deployment = await readLocalJson(home);
  if (exitCode === undefined && deployment) visible.note(readyMessage(deployment, 'npm run stop'));
  process.exitCode = exitCode;
}

try {
  const options = readOptions(args);
  if (options.detach) {
    await detach();
  } else {
    stopWithForeground(interrupt);
    await startHere({ home, progress: visible }, options, interrupt);
  }
} catch (error) {
  await endWith(error, home);
}
