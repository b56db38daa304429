import type { Cli } from '../cli.ts';
import { json } from '../output.ts';
import { DemoError } from './demo-error.ts';

/** The response to a step. */
export interface DemoResponse {
  readonly status: number;
  readonly body: unknown;
}

/** A step of the demo: its title, the equivalent command and the expected status. */
export interface DemoStep<Got extends DemoResponse> {
  readonly shows: string;
  readonly command: string;
  readonly expected: number;
  readonly take: () => Promise<Got>;
}

export interface DemoSteps {
  readonly cli: Pick<Cli, 'info' | 'print'>;
  /** Before each step. */
  readonly pause: () => Promise<void>;
  readonly interruption: AbortSignal;
}

/**
 * Announces a step, waits, runs it and prints the response.
 * @throws DemoError if the status differs from the expected status; the reason of the interruption
 */
export async function takeStep<Got extends DemoResponse>(
  { cli, pause, interruption }: DemoSteps,
  { shows, command, expected, take }: DemoStep<Got>,
): Promise<Got> {
  await cli.info(`${shows}\n$ ${command}`);
  await pause();
  interruption.throwIfAborted();
  const response = await take();
  const { status, body } = response;
  await cli.print(
    { shows, command, status, body },
    ({ status, body }, { bold }) => `${bold(String(status))}\n${json(body)}\n`,
  );
  if (status === expected) return response;
  throw new DemoError(
    `The response has status ${status} instead of ${expected}`,
    'Find the cause with npx postern doctor, or start over: npm start -- --reset',
  );
}
