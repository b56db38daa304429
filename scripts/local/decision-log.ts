import {
  CloudWatchLogsClient,
  type FilteredLogEvent,
  FilterLogEventsCommand,
  paginateDescribeLogGroups,
} from '@aws-sdk/client-cloudwatch-logs';
import { type DecisionLine, readDecisionLine } from '../../lib/contracts/read-decision-line.ts';
import { rootClient } from './environment.ts';

/** A plain term: emulators don't match JSON patterns. */
const TERM = 'decision';
const PAGE = 1_000;
/** How much later than the time that it bears a line can appear. */
const LATE_MS = 2_000;

export interface LoggedDecision {
  readonly line: DecisionLine;
  readonly atMs: number;
}

/** The decisions in the logs of all functions on an emulator, whichever of them decide, each decision once. */
export class DecisionLog {
  readonly #client: CloudWatchLogsClient;
  #fromMs: number;
  /** When those were logged that the next page may hold again, by stream and text. */
  #known = new Map<string, number>();

  constructor(endpointUrl: string, fromMs: number) {
    this.#client = new CloudWatchLogsClient(rootClient(endpointUrl));
    this.#fromMs = fromMs;
  }

  /**
   * What was logged since the last time, oldest first.
   * @throws the client's error; what would have been read is read the next time
   */
  async read(nowMs: number, abortSignal: AbortSignal): Promise<LoggedDecision[]> {
    const fresh = new Map<string, LoggedDecision>();
    let nextFromMs = Math.max(this.#fromMs, nowMs - LATE_MS);
    for (const group of await this.#groups(abortSignal)) {
      const events = await this.#page(group, abortSignal);
      for (const { logStreamName, message = '', timestamp: atMs = nowMs } of events) {
        const line = readDecisionLine(message);
        if (line && line.via !== 'probe') fresh.set(`${logStreamName} ${message}`, { line, atMs });
      }
      if (events.length === PAGE) nextFromMs = Math.min(nextFromMs, events.at(-1)?.timestamp ?? nextFromMs);
    }
    const found = [...fresh].filter(([id]) => !this.#known.has(id));
    this.#remember(found, nextFromMs);
    return found.map(([, decision]) => decision).sort((one, other) => one.atMs - other.atMs);
  }

  #remember(found: readonly [string, LoggedDecision][], fromMs: number): void {
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
    const command = new FilterLogEventsCommand({ logGroupName, filterPattern: TERM, ...range });
    const { events = [] } = await this.#client.send(command, { abortSignal });
    return events;
  }
}
