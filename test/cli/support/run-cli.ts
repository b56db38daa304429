import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable, Writable } from 'node:stream';
import { createAdminClient } from '../../../lib/api-client/admin-client.ts';
import type { Deployment } from '../../../lib/api-client/deployment.ts';
import type { Stage } from '../../../lib/api-client/stage.ts';
import type { Transport } from '../../../lib/api-client/transport.ts';
import { run } from '../../../lib/cli/run.ts';
import { immediateRetries } from '../../api-client/support/immediate-retries.ts';
import { localDeploymentAt } from '../../api-client/support/local-deployment.ts';
import { type Instruments, instruments } from './instruments.ts';

/** The time of all runs. */
export const NOW = Date.parse('2027-01-01T00:00:00.000Z');

const LOCAL = localDeploymentAt(4566);

export interface RunOptions {
  readonly transport: Transport;
  readonly input?: string;
  /** An existing folder in place of a new one with a local deployment. */
  readonly directory?: string;
  /** False without a local deployment. */
  readonly local?: boolean;
  readonly terminal?: boolean;
  readonly environment?: Record<string, string>;
  /** `NOW` without it. */
  readonly clock?: () => number;
  readonly stdout?: Writable;
  /** How many characters a line of the terminal takes. */
  readonly columns?: number;
  /** Whether standard error is a terminal. Default: `terminal`. */
  readonly stderrTerminal?: boolean;
  readonly findApiUrl?: (stage: Stage) => Promise<string>;
  readonly instruments?: Partial<Instruments>;
  /** The typed text, in place of `input`. */
  readonly stdin?: PassThrough;
  /** Called with each text that is written to standard output, which `stdout` replaces. */
  readonly onStdout?: (text: string) => void;
  /** Called with each text that is written to standard error. */
  readonly onStderr?: (text: string) => void;
}

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly deployments: readonly Deployment[];
}

/** A stream that keeps the written text. */
class Kept extends Writable {
  text = '';
  readonly #heard: (text: string) => void;

  constructor(heard: (text: string) => void = () => {}) {
    super();
    this.#heard = heard;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    this.#heard(chunk.toString());
    done();
  }
}

/** Runs one command line in this process, in a folder of its own. */
export async function runCli(words: readonly string[], options: RunOptions): Promise<Ran> {
  if (options.directory !== undefined) return runIn(options.directory, words, options);
  const directory = await mkdtemp(join(tmpdir(), 'postern-cli-'));
  try {
    if (options.local !== false) await writeLocalDeployment(directory);
    return await runIn(directory, words, options);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function writeLocalDeployment(directory: string): Promise<void> {
  await mkdir(join(directory, '.postern'));
  await writeFile(join(directory, '.postern/local.json'), JSON.stringify(LOCAL));
}

async function runIn(directory: string, words: readonly string[], options: RunOptions): Promise<Ran> {
  const {
    transport,
    input = '',
    terminal = false,
    environment = {},
    stdout = new Kept(options.onStdout),
  } = options;
  const { findApiUrl = () => Promise.reject(new Error('a stage was looked for')) } = options;
  const stderr = new Kept(options.onStderr);
  const deployments: Deployment[] = [];
  const exitCode = await run(['node', 'postern', ...words], {
    stdin: Object.assign(options.stdin ?? (terminal ? typedAt(input) : Readable.from([input])), {
      isTTY: terminal,
    }),
    stdout: Object.assign(stdout, { isTTY: terminal, columns: options.columns }),
    stderr: Object.assign(stderr, { isTTY: options.stderrTerminal ?? terminal }),
    directory,
    environment,
    clock: options.clock ?? (() => NOW),
    connect: async (deployment) => {
      deployments.push(deployment);
      return createAdminClient(transport, immediateRetries());
    },
    findApiUrl,
    ...instruments(options.instruments),
  });
  return { exitCode, stdout: stdout instanceof Kept ? stdout.text : '', stderr: stderr.text, deployments };
}

/** A terminal that stays open after a line was typed. */
function typedAt(line: string): PassThrough {
  const terminal = new PassThrough();
  terminal.write(line);
  return terminal;
}
