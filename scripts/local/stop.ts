import { endWith } from './ending.ts';
import { stopHolder } from './hold.ts';
import { homeIn } from './home.ts';
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
