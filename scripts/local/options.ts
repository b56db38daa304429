import { parseArgs } from 'node:util';
import { parseDecimal } from '../../lib/contracts/decimal.ts';
import { PROFILES } from '../../lib/core/profiles/catalogue.ts';
import { local } from '../../lib/stages/local.ts';
import { Failure } from './failure.ts';

const OPTIONS = {
  /** Print this help. */
  help: { type: 'boolean', short: 'h', default: false },
  /** Return when everything is up, and leave it running. */
  detach: { type: 'boolean', default: false },
  /** Throw the state of earlier starts away first. */
  reset: { type: 'boolean', default: false },
  /** Where the emulator listens. */
  port: { type: 'string' },
  /** The key contract to deploy. */
  profile: { type: 'string' },
  /** Only to say where another stage than the local one is deployed. */
  stage: { type: 'string', default: 'local' },
} as const;
const PROFILE_NAMES = [...PROFILES.keys()].join(', ');
const ALLOWED = `allowed: --detach, --reset, --port <1 to 65535>, --profile <${PROFILE_NAMES}>, --stage <local>`;

/** What `npm start -- --help` prints. */
export const HELP = `Deploy the local stack to an emulator on this machine, and show each decision as it happens.

Usage: npm start -- [options]

Options:
  --detach          return when everything is up, and leave it running; npm run stop ends it
  --reset           delete the state of earlier starts first
  --port <number>   port of the emulator, 1 to 65535 (default: 4566)
  --profile <name>  key profile to deploy: ${PROFILE_NAMES} (default: ${local.profile})
  -h, --help        print this help

Environment:
  PYTHON            Python 3.10 or later for the emulator (default: python3, python)
  AWS_ENDPOINT_URL  an emulator on this machine that already runs, to use instead

Examples:
  npm start -- --detach --port 4567
  npm start -- --reset --profile minds
`;

export interface Options {
  readonly help: boolean;
  readonly detach: boolean;
  readonly reset: boolean;
  readonly port: number | undefined;
  /** Undefined for the stage's own. */
  readonly profile: string | undefined;
}

/** @throws Failure that names what it got and what is allowed */
export function readOptions(args: string[]): Options {
  const { help, detach, reset, port, profile, stage } = parse(args);
  assertProfile(profile);
  assertLocal(stage);
  return { help, detach, reset, port: port === undefined ? undefined : readPort(port), profile };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (cause) {
    throw new Failure(`can't start with '${args.join(' ')}'; ${ALLOWED}; npm start -- --help explains them`, {
      cause,
    });
  }
}

function readPort(text: string): number {
  const port = parseDecimal(text);
  if (port !== undefined && port >= 1 && port <= 65_535) return port;
  throw new Failure(`--port is '${text}'; ${ALLOWED}`);
}

function assertProfile(name: string | undefined): void {
  if (name === undefined || PROFILES.has(name)) return;
  throw new Failure(`--profile is '${name}'; allowed: ${PROFILE_NAMES}`);
}

function assertLocal(stage: string): void {
  if (stage === 'local') return;
  const instead =
    stage === 'prod'
      ? '; prod is for an AWS account: npx cdk deploy --all -c stage=prod -c region=<region>'
      : '';
  throw new Failure(`--stage is '${stage}'; allowed here: local${instead}`);
}
