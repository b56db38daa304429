import { parseArgs } from 'node:util';
import { parseDecimal } from '../../lib/contracts/decimal.ts';
import { PROFILES } from '../../lib/core/profiles/catalogue.ts';
import { local } from '../../lib/stages/local.ts';
import { Failure } from './failure.ts';

const OPTIONS = {
  /** Print this help. */
  help: { type: 'boolean', short: 'h', default: false },
  /** Return after the deployment and keep it running. */
  detach: { type: 'boolean', default: false },
  /** Delete the state of earlier starts first. */
  reset: { type: 'boolean', default: false },
  /** Port of the emulator. */
  port: { type: 'string' },
  /** The profile to deploy. */
  profile: { type: 'string' },
  /** Accepted only to explain how to deploy other stages. */
  stage: { type: 'string', default: 'local' },
} as const;
const PROFILE_NAMES = [...PROFILES.keys()].join(', ');
const ALLOWED = `Allowed: --detach, --reset, --port <1 to 65535>, --profile <${PROFILE_NAMES}>, --stage <local>.`;

/** The text of `npm start -- --help`. */
export const HELP = `Deploy the local stack to an emulator on this machine, and print each decision.

Usage: npm start -- [options]

Options:
  --detach          return after the deployment and keep it running; npm run stop ends it
  --reset           delete the state of earlier starts first
  --port <number>   port of the emulator, 1 to 65535 (default: 4566)
  --profile <name>  key profile to deploy: ${PROFILE_NAMES} (default: ${local.profile})
  --stage <name>    only local; npx cdk deploy deploys other stages
  -h, --help        print this help

Environment:
  PYTHON            Python 3.10 or later for the emulator (default: python3, python)
  AWS_ENDPOINT_URL  URL of a running emulator on this machine to use instead

Examples:
  npm start -- --detach --port 4567
  npm start -- --reset --profile minds
`;

export interface Options {
  readonly help: boolean;
  readonly detach: boolean;
  readonly reset: boolean;
  readonly port: number | undefined;
  /** Undefined: the profile of the stage. */
  readonly profile: string | undefined;
}

/** @throws Failure with the received and the allowed options */
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
    throw new Failure(`Invalid options '${args.join(' ')}'. ${ALLOWED} For help, run: npm start -- --help`, {
      cause,
    });
  }
}

function readPort(text: string): number {
  const port = parseDecimal(text);
  if (port !== undefined && port >= 1 && port <= 65_535) return port;
  throw new Failure(`Invalid --port '${text}'. ${ALLOWED}`);
}

function assertProfile(name: string | undefined): void {
  if (name === undefined || PROFILES.has(name)) return;
  throw new Failure(`Invalid --profile '${name}'. Use one of: ${PROFILE_NAMES}.`);
}

function assertLocal(stage: string): void {
  if (stage === 'local') return;
  const instead =
    stage === 'prod'
      ? ' To deploy prod to an AWS account: npx cdk deploy --all -c stage=prod -c region=<region>'
      : '';
  throw new Failure(`Invalid --stage '${stage}'. Use local.${instead}`);
}
