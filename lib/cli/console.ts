import type { Writable } from 'node:stream';
import { styleText } from 'node:util';
import type { CliContext } from './context.ts';
import { type ListFormat, type Page, writeJsonList, writeTable } from './list.ts';
import { json, jsonLine, type Style } from './output.ts';
import type { Progress } from './progress.ts';

/** An answer could not be written. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
  /** Whether whoever read the output had enough of it (`postern keys list | head -1`). */
  readonly readerLeft: boolean;

  constructor(cause: Error) {
    super('The output could not be written', { cause });
    this.readerLeft = 'code' in cause && cause.code === 'EPIPE';
  }
}

/** Where a command's answer goes: data to standard output, everything else to standard error. */
export interface Output {
  /** The answer's body: as JSON where that was asked for, or else as `lines` writes it. */
  answer<Body>(body: Body, lines: (body: Body, style: Style) => string): Promise<void>;
  /** One of many that come one after the other, each a line: as JSON where that was asked for, or else as `line` writes it. */
  record<Body>(body: Body, line: (body: Body) => string): Promise<void>;
  /** The items of a listing, written page by page as the pages arrive: one JSON document, or a table. */
  list<Item, P extends Page<Item>>(pages: AsyncIterable<P>, format: ListFormat<Item, P>): Promise<void>;
  /** Returns the result of `work`; shows at a terminal that the command still works, after two seconds without output. */
  during<Result>(work: Promise<Result>): Promise<Result>;
  /** Says how far the command is, such as `300 rows`: shown while it works. */
  progress(text: string): void;
  /** A remark for the user, never data; not printed with `--json`. */
  info(text: string): Promise<void>;
  /** A prompt, if `canPrompt`. */
  prompt(text: string): Promise<void>;
}

/** Makes the output of a run. Colours only where a person looks who hasn't refused them (`NO_COLOR`). */
export function createOutput(
  { stdout, stderr, environment }: Pick<CliContext, 'stdout' | 'stderr' | 'environment'>,
  progress: Progress,
  asJson: () => boolean,
): Output {
  const colours = stdout.isTTY === true && !environment.NO_COLOR;
  const style: Style = {
    terminal: stdout.isTTY === true,
    columns: stdout.isTTY ? stdout.columns : undefined,
    bold: (text) => (colours ? styleText('bold', text, { validateStream: false }) : text),
  };
  const data = (text: string) => {
    if (stdout.isTTY) progress.clear();
    return write(stdout, text);
  };
  const tell = (text: string) => {
    progress.clear();
    return write(stderr, `${text}\n`);
  };
  return {
    answer: (body, lines) => data(`${asJson() ? json(body) : lines(body, style)}\n`),
    record: (body, line) => data(`${asJson() ? jsonLine(body) : line(body)}\n`),
    list: (pages, format) => {
      const listed = counted(pages, (count) => progress.report(`${count} rows`));
      return asJson() ? writeJsonList(listed, data) : writeTable(listed, format, { style, write: data });
    },
    during: progress.during,
    progress: progress.report,
    info: async (text) => {
      if (!asJson()) await tell(text);
    },
    prompt: tell,
  };
}

async function* counted<P extends Page<unknown>>(pages: AsyncIterable<P>, tell: (count: number) => void) {
  let count = 0;
  for await (const page of pages) {
    count += page.items.length;
    tell(count);
    yield page;
  }
}

/** @throws OutputError */
function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(new OutputError(error)) : resolve()));
  });
}
