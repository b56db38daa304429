import { exitWith } from './exit.ts';
import { stopHolder } from './instance-lock.ts';
import { visible } from './progress.ts';
import { stateDirectoryIn } from './state-directory.ts';

const home = stateDirectoryIn();
try {
  const stopped = await stopHolder(home);
  visible.note(stopped ? 'Stopped. The next start restores all changes.' : 'Postern is not running.');
} catch (error) {
  await exitWith(error, home);
}
