import type { Writable } from 'node:stream';
import { styleText } from 'node:util';
import type { CliContext } from './cli-context.ts';
import { type ListFormat, type Page, writeJsonList, writeTable } from './list.ts';
import { json, jsonLine, type Style } from './output.ts';
import type { Progress } from './progress.ts';

/** The output could not be written. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
  /** Whether the reader closed the pipe (`postern keys list | head -1`). */
  readonly readerLeft: boolean;

  constructor(cause: Error) {
    super('The output could not be written', { cause });
    this.readerLeft = 'code' in cause && cause.code === 'EPIPE';
  }
}

/** The output of commands: data on standard output, everything else on standard error. */
export interface Output {
  /** Writes a response body: as JSON with `--json`, otherwise formatted by `lines`. */
  print<Body>(body: Body, lines: (body: Body, style: Style) => string): Promise<void>;
  /** Writes one record of a stream as a line: as JSON with `--json`, otherwise formatted by `line`. */
  record<Body>(body: Body, line: (body: Body) => string): Promise<void>;
  /** Writes the items of a listing page by page: as one JSON document, or as a table. */
  list<Item, P extends Page<Item>>(pages: AsyncIterable<P>, format: ListFormat<Item, P>): Promise<void>;
  /** Returns the result of `work`; after two seconds without output, shows the progress at a terminal. */
  during<Result>(work: Promise<Result>): Promise<Result>;
  /** Sets the progress text, for example `300 rows`. */
  progress(text: string): void;
  /** A remark for the user, never data; not printed with `--json`. */
  info(text: string): Promise<void>;
  /** A prompt, if `canPrompt`. */
  prompt(text: string): Promise<void>;
}

/** Makes the output of a run. Uses colours only at a terminal without `NO_COLOR`. */
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
  const remark = (text: string) => {
    progress.clear();
    return write(stderr, `${text}\n`);
  };
  return {
    print: (body, lines) => data(`${asJson() ? json(body) : lines(body, style)}\n`),
    record: (body, line) => data(`${asJson() ? jsonLine(body) : line(body)}\n`),
    list: (pages, format) => {
      const listed = counted(pages, (count) => progress.report(`${count} rows`));
      return asJson() ? writeJsonList(listed, data) : writeTable(listed, format, { style, write: data });
    },
    during: progress.during,
    progress: progress.report,
    info: async (text) => {
      if (!asJson()) await remark(text);
    },
    prompt: remark,
  };
}

async function* counted<P extends Page<unknown>>(pages: AsyncIterable<P>, report: (count: number) => void) {
  let count = 0;
  for await (const page of pages) {
    count += page.items.length;
    report(count);
    yield page;
  }
}

/** @throws OutputError */
function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(new OutputError(error)) : resolve()));
  });
}
