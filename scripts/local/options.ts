import { parseArgs } from 'node:util';
import { Failure } from './failure.ts';

const OPTIONS = {
  /** Return when everything is up, and leave it running. */
  detach: { type: 'boolean', default: false },
  /** Throw the state of earlier starts away first. */
  reset: { type: 'boolean', default: false },
  /** Where the emulator listens. */
  port: { type: 'string' },
} as const;
const ALLOWED = 'allowed: --detach, --reset, --port <1 to 65535>';

export interface Options {
  readonly detach: boolean;
  readonly reset: boolean;
  readonly port: number | undefined;
}

/** @throws Failure that names what it got and what is allowed */
export function readOptions(args: string[]): Options {
  const { port, ...switches } = parse(args);
  return { ...switches, port: port === undefined ? undefined : readPort(port) };
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
