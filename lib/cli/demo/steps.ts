import type { Cli } from '../cli.ts';
import { json } from '../output.ts';
import { DemoError } from './demo-error.ts';

/** What a step was answered with. */
export interface DemoResponse {
  readonly status: number;
  readonly body: unknown;
}

/** One step of the demo: what it shows, the command that it stands for, and the status that it must have. */
export interface DemoStep<Got extends DemoResponse> {
  readonly shows: string;
  readonly command: string;
  readonly expected: number;
  readonly take: () => Promise<Got>;
}

export interface DemoSteps {
  readonly cli: Pick<Cli, 'answer' | 'info'>;
  /** Before each step. */
  readonly pause: () => Promise<void>;
  readonly interruption: AbortSignal;
}

/**
 * Says what comes, waits, takes the step, and shows its answer.
 * @throws DemoError where it is not the one to be shown; the interruption's reason
 */
export async function takeStep<Got extends DemoResponse>(
  { cli, pause, interruption }: DemoSteps,
  { shows, command, expected, take }: DemoStep<Got>,
): Promise<Got> {
  await cli.info(`${shows}\n$ ${command}`);
  await pause();
  interruption.throwIfAborted();
  const answer = await take();
  const { status, body } = answer;
  await cli.answer(
    { shows, command, status, body },
    ({ status, body }, { bold }) => `${bold(String(status))}\n${json(body)}\n`,
  );
  if (status === expected) return answer;
  throw new DemoError(
    `The response has status ${status} instead of ${expected}`,
    'Find the cause with npx postern doctor, or start over: npm start -- --reset',
  );
}
