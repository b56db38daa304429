import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { DISK_FULL, isDiskFull } from './disk-full.ts';
import { Failure } from './failure.ts';
import { OWNER_ONLY } from './state-directory.ts';
import type { Work } from './work.ts';

const PATIENCE_MS = 5_000;
/** Lines that say why a command failed, the telling ones first. Indented lines are code and stack traces. */
const COMPLAINTS = [/^(?=\S).*error\b/i, /^(?=\S).*fail/i];

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Makes the Failure's message of the line that most likely says why the command failed. */
  readonly explain: (reason: string) => string;
}

/**
 * Runs a command to its end, in a process group of its own: an abort ends whatever it started as well. Its
 * output goes to the home's log and, line by line, to `work.say`.
 * @throws Failure if it can't be run or fails; the signal's reason
 */
export async function run({ home, signal, say }: Work, command: Command): Promise<void> {
  signal.throwIfAborted();
  const { file, args, cwd, env } = command;
  const child = spawn(file, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const log = createWriteStream(home.log, { flags: 'a', mode: OWNER_ONLY });
  const output: string[] = [];
  const hear = (line: string) => {
    log.write(`${line}\n`);
    output.push(line);
    say(line);
  };
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', hear);

  let impatience: NodeJS.Timeout | undefined;
  const end = () => {
    signalGroup(child.pid, 'SIGTERM');
    impatience = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), PATIENCE_MS);
  };
  signal.addEventListener('abort', end, { once: true });
  const failed = await once(child, 'close').then(
    ([code]) => code !== 0,
    (error) => {
      hear(String(error));
      return true;
    },
  );
  signal.removeEventListener('abort', end);
  clearTimeout(impatience);
  log.end();
  signal.throwIfAborted();
  if (!failed) return;
  if (output.some(isDiskFull))
    throw new Failure(`${DISK_FULL}; free some space, then start again: ${file} failed`);
  throw new Failure(command.explain(reasonIn(output)));
}

/** The first complaint is the cause, the others follow from it. */
function reasonIn(output: readonly string[]): string {
  const first = COMPLAINTS.map((complaint) => output.find((line) => complaint.test(line)));
  return first.find((line) => line !== undefined)?.trim() ?? 'it gave no reason';
}

/** Signals every process of a group that we started; there may be none left. */
export function signalGroup(leader: number | undefined, signal: NodeJS.Signals): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, signal);
  } catch {
    // No process of the group is left.
  }
}
