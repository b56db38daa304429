import { parseArgs } from 'node:util';
import { PROFILES } from '../../lib/core/profiles/catalogue.ts';
import { Failure } from './failure.ts';

const OPTIONS = {
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

export interface Options {
  readonly detach: boolean;
  readonly reset: boolean;
  readonly port: number | undefined;
  /** Undefined for the stage's own. */
  readonly profile: string | undefined;
}

/** @throws Failure that names what it got and what is allowed */
export function readOptions(args: string[]): Options {
  const { detach, reset, port, profile, stage } = parse(args);
  assertProfile(profile);
  assertLocal(stage);
  return { detach, reset, port: port === undefined ? undefined : readPort(port), profile };
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (cause) {
    throw new Failure(`can't start with '${args.join(' ')}'; ${ALLOWED}`, { cause });
  }
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
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
