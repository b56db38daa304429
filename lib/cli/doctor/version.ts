import { VERSION } from '../../contracts/version.ts';
import { shellCommand } from '../shell-word.ts';
import type { Finding } from './check.ts';
import type { Description } from './description.ts';

/** Compares the version of the deployment with this CLI, and names the side to update. */
export function checkVersion({ info: { version } }: Description): Finding {
  const found = `CLI ${VERSION}, deployment ${version}`;
  const order = version.localeCompare(VERSION, 'en', { numeric: true });
  if (order === 0) return { status: 'ok', found };
  const advice =
    order < 0
      ? `Deploy version ${VERSION}, or use version ${version} of the CLI.`
      : `Update the CLI: ${shellCommand('npm', 'install', '--save-exact', `postern@${version}`)}`;
  return { status: 'warn', found, advice };
}
