import { parseArgs } from 'node:util';
import { local } from '../../lib/stages/local.ts';
import { exitWith } from '../local/exit.ts';
import { Failure } from '../local/failure.ts';
import { readLocalJson } from '../local/local-json.ts';
import { stateDirectoryIn } from '../local/state-directory.ts';
import { startDevelopmentServer } from './development-server.ts';

/** npm runs scripts in the folder of the package. */
const home = stateDirectoryIn(process.cwd());
const [ORIGIN] = local.developmentOrigins;

const HELP = `Serve the sources of the dashboard at ${ORIGIN}/dashboard, and reload the page after each change.

Usage: npm run dashboard -- [options]

Options:
  --api <url>  base URL of Postern's API, whose setting developmentOrigins has ${ORIGIN} (default: the local stack)
  -h, --help   print this help
`;

async function serve(args: string[]): Promise<void> {
  const options = { api: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } } as const;
  const { values } = parseArgs({ args, options });
  if (values.help) return void process.stdout.write(HELP);
  const api = values.api ?? (await readLocalJson(home))?.console?.url;
  if (api === undefined)
    throw new Failure('The local stack is not deployed. Start it first: npm start, or use --api <url>');
  if (!URL.canParse(api))
    throw new Failure(`Invalid --api '${api}'. Use the URL of an API, as in the output ApiUrl.`);
  await startDevelopmentServer(api.replace(/\/$/, ''), Number(new URL(ORIGIN).port));
  process.stdout.write(`The dashboard is at ${ORIGIN}/dashboard. It calls ${api}.\n`);
}

try {
  await serve(process.argv.slice(2));
} catch (error) {
  await exitWith(error, home);
}
