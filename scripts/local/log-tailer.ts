import {
  CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';
import { rootClient } from './environment.ts';

const PAGE = 1_000;
/** A line can appear this long after its timestamp. */
const MAX_LATENESS_MS = 2_000;

export interface Logged<Line> {
  readonly line: Line;
  readonly atMs: number;
}

/** Selects and parses log lines. */
export interface LineReader<Line> {
  /** A term that all selected lines contain: emulators do not support JSON patterns. */
  readonly term: string;
  /** Returns the parsed line; undefined for any other text. */
  readonly read: (text: string) => Line | undefined;
}

/** Reads lines of one kind in the logs of all functions on an emulator, each line once. */
export class LogTailer<Line> {
  readonly #client: CloudWatchLogsClient;
  readonly #reader: LineReader<Line>;
  #fromMs: number;
  /** The times of lines that the next page may repeat, by stream and text. */
  #known = new Map<string, number>();

  constructor(endpointUrl: string, fromMs: number, reader: LineReader<Line>) {
    this.#client = new CloudWatchLogsClient(rootClient(endpointUrl));
    this.#fromMs = fromMs;
    this.#reader = reader;
  }

  /**
   * Returns the lines since the last call, oldest first.
   * @throws the client's error; the next call returns the missed lines
   */
  async read(nowMs: number, abortSignal: AbortSignal): Promise<Logged<Line>[]> {
    const fresh = new Map<string, Logged<Line>>();
    let nextFromMs = Math.max(this.#fromMs, nowMs - MAX_LATENESS_MS);
    for (const group of await this.#groups(abortSignal)) {
      const events = await this.#page(group, abortSignal);
      for (const { logStreamName, message = '', timestamp: atMs = nowMs } of events) {
        const line = this.#reader.read(message);
        if (line !== undefined) fresh.set(`${logStreamName} ${message}`, { line, atMs });
      }
      if (events.length === PAGE) nextFromMs = Math.min(nextFromMs, events.at(-1)?.timestamp ?? nextFromMs);
    }
    const found = [...fresh].filter(([id]) => !this.#known.has(id));
    this.#remember(found, nextFromMs);
    return found.map(([, logged]) => logged).sort((one, other) => one.atMs - other.atMs);
  }

  #remember(found: readonly [string, Logged<Line>][], fromMs: number): void {
    const known = [...this.#known, ...found.map(([id, { atMs }]) => [id, atMs] as const)];
    this.#known = new Map(known.filter(([, atMs]) => atMs >= fromMs));
    this.#fromMs = fromMs;
  }

  /** Lists them on each call, because a deployment can add log groups. */
  async #groups(abortSignal: AbortSignal): Promise<string[]> {
    const names: string[] = [];
    const pages = paginateDescribeLogGroups({ client: this.#client }, {}, { abortSignal });
    for await (const { logGroups = [] } of pages) {
      for (const { logGroupName } of logGroups) if (logGroupName) names.push(logGroupName);
    }
    return names;
  }

  async #page(logGroupName: string, abortSignal: AbortSignal): Promise<FilteredLogEvent[]> {
    const range = { startTime: this.#fromMs, limit: PAGE };
    const command = new FilterLogEventsCommand({ logGroupName, filterPattern: this.#reader.term, ...range });
    const { events = [] } = await this.#client.send(command, { abortSignal });
    return events;
  }
}
