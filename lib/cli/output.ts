import type { Writable } from 'node:stream';
import { styleText } from 'node:util';
import Table from 'cli-table3';
import { printable } from './printable.ts';
import type { Surroundings } from './surroundings.ts';

/** An answer could not be written. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
  /** Whether whoever read the output had enough of it (`postern keys list | head -1`). */
  readonly readerLeft: boolean;

  constructor(cause: Error) {
    super('the answer could not be written', { cause });
    this.readerLeft = 'code' in cause && cause.code === 'EPIPE';
  }
}

/** Columns of a listing: a heading, and what stands below it. */
export type Columns<Item> = Readonly<Record<string, (item: Item) => string | null>>;

/** Where a command's answer goes: data to standard output, everything else to standard error. */
export interface Output {
  /** The answer's body: as JSON where that was asked for, or else as `lines` writes it. */
  answer<Body>(body: Body, lines: (body: Body, style: Style) => string): Promise<void>;
  /** One of many that come one after the other, each a line: as JSON where that was asked for, or else as `line` writes it. */
  record<Body>(body: Body, line: (body: Body) => string): Promise<void>;
  /** Says how far a long answer is, in one line that the next replaces and '' takes away, where a person looks at nothing else. */
  progress(text: string): Promise<void>;
  /** Says how far work is whose answer comes at its end: as `progress`, also where a person looks at both. */
  working(text: string): Promise<void>;
  /** A remark for the person, never data. */
  remark(text: string): Promise<void>;
}

export interface Style {
  readonly bold: (text: string) => string;
  /** Whether a person looks: at a terminal. */
  readonly terminal: boolean;
}

/** Makes the output of a run. Colours only where a person looks who hasn't refused them (`NO_COLOR`). */
export function createOutput(
  { stdout, stderr, environment }: Pick<Surroundings, 'stdout' | 'stderr' | 'environment'>,
  asJson: () => boolean,
): Output {
  const colours = stdout.isTTY === true && !environment.NO_COLOR;
  const style: Style = {
    terminal: stdout.isTTY === true,
    bold: (text) => (colours ? styleText('bold', text, { validateStream: false }) : text),
  };
  return {
    answer: (body, lines) => write(stdout, asJson() ? json(body) : lines(body, style)),
    record: (body, line) => write(stdout, asJson() ? jsonLine(body) : line(body)),
    progress: async (text) => {
      if (stderr.isTTY && !stdout.isTTY) stderr.write(`${BEGINNING_OF_LINE}${text}`);
    },
    working: async (text) => {
      if (stderr.isTTY) stderr.write(`${BEGINNING_OF_LINE}${text}`);
    },
    remark: (text) => write(stderr, text),
  };
}

/** Back to the left, and what stood there erased. */
const BEGINNING_OF_LINE = '\r\u001b[K';

/** @throws OutputError */
function write(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(`${text}\n`, (error) => (error ? reject(new OutputError(error)) : resolve()));
  });
}

/** The body itself; characters that could steer a terminal are escaped, which JSON reads back. */
export function json(body: unknown): string {
  return JSON.stringify(body, null, 2).split('\n').map(printable).join('\n');
}

/** The same in one line. */
export function jsonLine(body: unknown): string {
  return printable(JSON.stringify(body));
}

/** A listing with a heading above each column. */
export function listing<Item>(items: readonly Item[], columns: Columns<Item>, { bold }: Style): string {
  const rows = items.map((item) => Object.values(columns).map((cell) => cellText(cell(item))));
  return table([Object.keys(columns).map((heading) => bold(heading.toUpperCase())), ...rows]);
}

/** One thing, a line for each of its fields. */
export function details<Item>(item: Item, fields: Columns<Item>, { bold }: Style): string {
  return table(Object.entries(fields).map(([heading, cell]) => [bold(heading), cellText(cell(item))]));
}

function cellText(text: string | null): string {
  return text === null ? '-' : printable(text);
}

const EDGES = [
  'top',
  'top-mid',
  'top-left',
  'top-right',
  'bottom',
  'bottom-mid',
  'bottom-left',
  'bottom-right',
];
const LINES = ['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid'];

function table(rows: readonly (readonly string[])[]): string {
  const grid = new Table({
    chars: { ...Object.fromEntries([...EDGES, ...LINES].map((name) => [name, ''])), middle: '  ' },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  grid.push(...rows.map((row) => [...row]));
  return grid.toString().replaceAll(/ +$/gm, '');
}
