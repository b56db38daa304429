import type { Cli } from './cli.ts';

/** From when on somebody wonders. */
const PATIENCE_MS = 2_000;

/** Waits for an answer; where that takes long, says what it is that takes so long. */
export async function patiently<Answer>(
  { remark }: Pick<Cli, 'remark'>,
  words: string,
  work: Promise<Answer>,
): Promise<Answer> {
  const timer = setTimeout(() => void remark(words), PATIENCE_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}
