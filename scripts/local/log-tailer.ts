import {
  CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';
import { rootClient } from './environment.ts';

const PAGE = 1_000;
/** How much later than the time that it bears a line can appear. */
const MAX_LATENESS_MS = 2_000;

export interface Logged<Line> {
  readonly line: Line;
  readonly atMs: number;
}

/** Which lines are looked for. */
export interface Wanted<Line> {
  /** A plain term that all of them hold: emulators don't match JSON patterns. */
  readonly term: string;
  /** Undefined for a text that is none of them. */
  readonly read: (text: string) => Line | undefined;
}

/** Lines of one kind in the logs of all functions on an emulator, each line once. */
export class LogTailer<Line> {
  readonly #client: CloudWatchLogsClient;
  readonly #wanted: Wanted<Line>;
  #fromMs: number;
  /** When those were logged that the next page may hold again, by stream and text. */
  #known = new Map<string, number>();

  constructor(endpointUrl: string, fromMs: number, wanted: Wanted<Line>) {
    this.#client = new CloudWatchLogsClient(rootClient(endpointUrl));
    this.#fromMs = fromMs;
    this.#wanted = wanted;
  }

  /**
   * What was logged since the last time, oldest first.
   * @throws the client's error; what would have been read is read the next time
   */
  async read(nowMs: number, abortSignal: AbortSignal): Promise<Logged<Line>[]> {
    const fresh = new Map<string, Logged<Line>>();
    let nextFromMs = Math.max(this.#fromMs, nowMs - MAX_LATENESS_MS);
    for (const group of await this.#groups(abortSignal)) {
      const events = await this.#page(group, abortSignal);
      for (const { logStreamName, message = '', timestamp: atMs = nowMs } of events) {
        const line = this.#wanted.read(message);
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

  /** Asked for each time: a deployment can add some. */
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
    const command = new FilterLogEventsCommand({ logGroupName, filterPattern: this.#wanted.term, ...range });
    const { events = [] } = await this.#client.send(command, { abortSignal });
    return events;
  }
}
