import { endWith } from './exit.ts';
import { stopHolder } from './instance-lock.ts';
import { homeIn } from './state-directory.ts';
import { visible } from './progress.ts';

const home = homeIn();
try {
  const stopped = await stopHolder(home);
  visible.note(
    stopped ? 'Stopped; what was changed is there again at the next start.' : 'Nothing runs here.',
  );
} catch (error) {
  await endWith(error, home);
}
