import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { stripVTControlCharacters } from 'node:util';
import { DISK_FULL, isDiskFull } from './disk-full.ts';
import { Failure } from './failure.ts';
import { OWNER_ONLY } from './state-directory.ts';
import type { Work } from './work.ts';

const KILL_DELAY_MS = 5_000;
/** Patterns of lines with the cause of a failure, most specific first. Indented lines are code and stack traces. */
const CAUSES = [/^(?=\S).*error\b/i, /^(?=\S).*fail/i];

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Returns the message of the Failure from the most likely cause. */
  readonly explain: (reason: string) => string;
}

/**
 * Runs a command to its end in its own process group, so that an abort also ends its child processes. Writes its
 * output to the log and, line by line, to `work.say`.
 * @throws Failure if the command cannot run or fails; the reason of the signal
 */
export async function run({ home, signal, say }: Work, command: Command): Promise<void> {
  signal.throwIfAborted();
  const { file, args, cwd, env } = command;
  const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = createWriteStream(home.log, { flags: 'a', mode: OWNER_ONLY });
  const output: string[] = [];
  // The command continues without its log, and a full disk is named as the cause if the command fails.
  log.on('error', (error) => output.push(String(error)));
  const record = (line: string) => {
    log.write(`${line}\n`);
    output.push(line);
    say(line);
  };
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', record);

  let killTimer: NodeJS.Timeout | undefined;
  const end = () => {
    signalGroup(child.pid, 'SIGTERM');
    killTimer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), KILL_DELAY_MS);
  };
  signal.addEventListener('abort', end, { once: true });
  const failed = await once(child, 'close').then(
    ([code]) => code !== 0,
    (error) => {
      record(String(error));
      return true;
    },
  );
  signal.removeEventListener('abort', end);
  clearTimeout(killTimer);
  log.end();
  signal.throwIfAborted();
  if (!failed) return;
  if (output.some(isDiskFull))
    throw new Failure(`${DISK_FULL}: ${file} failed. Free some space, then start again.`);
  throw new Failure(command.explain(reasonIn(output)));
}

/** The first matching line is the cause, without its colors; later ones are consequences. */
function reasonIn(output: readonly string[]): string {
  const lines = output.map(stripVTControlCharacters);
  const first = CAUSES.map((cause) => lines.find((line) => cause.test(line)));
  return first.find((line) => line !== undefined)?.trim() ?? 'no cause reported';
}

/** Signals every process of a started group. Ignores an empty group. */
export function signalGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch {
    // The group has no process left.
  }
}
