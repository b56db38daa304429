/** The faults of one port call. */
export const FAULTS = ['fails-before', 'answer-lost', 'twice', 'stale'] as const;
export type Fault = (typeof FAULTS)[number];

/** The result of the next call of a run: a fault or none. */
export type Verdict = Fault | 'none';

/** One run of the reconciler. It stops before each port call until the call is released. */
export class Actor {
  readonly label: string;
  /** The clock skew of its machine in milliseconds. */
  readonly skewMs: number;
  readonly startedAtMs: number;
  isOver = false;
  /** An error that no fault explains. */
  failure: unknown;
  /** No call had a fault so far. */
  isFaultless = true;
  /** It read the labels after its last read of the key. */
  hasReread = false;
  /** The subject whose manual change it has checked if it ends without a fault. */
  checks: { recordCheck(startedAtMs: number): void } | undefined;
  /** The call that waits to be released. */
  waitingFor: string | undefined;
  #release: ((verdict: Verdict) => void) | undefined;
  #stopped: (() => void) | undefined;

  constructor(label: string, { skewMs, startedAtMs }: { skewMs: number; startedAtMs: number }) {
    this.label = label;
    this.skewMs = skewMs;
    this.startedAtMs = startedAtMs;
  }

  /** Starts the run and returns when it waits at its first call or has ended. */
  begin(work: () => Promise<unknown>, isExpected: (error: unknown) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#stopped = resolve;
      work().then(
        () => this.#end(),
        (error: unknown) => {
          if (!isExpected(error)) this.failure = error;
          this.#end();
        },
      );
    });
  }

  /** Blocks a call until its verdict. */
  gate(call: string): Promise<Verdict> {
    this.waitingFor = call;
    return new Promise((resolve) => {
      this.#release = resolve;
      this.#stopped?.();
    });
  }

  /** Releases the waiting call and returns when the run waits at the next call or has ended. */
  release(verdict: Verdict): Promise<void> {
    return new Promise((resolve) => {
      const release = this.#release;
      if (this.isOver || !release) return resolve();
      this.#stopped = resolve;
      this.#release = undefined;
      release(verdict);
    });
  }

  /** Simulates a crash: the run never continues. */
  kill(): void {
    this.isOver = true;
    this.#release = undefined;
  }

  #end(): void {
    this.isOver = true;
    this.#stopped?.();
  }
}
