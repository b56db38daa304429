/** What befalls one call of a port. */
export const FAULTS = ['fails-before', 'answer-lost', 'twice', 'stale'] as const;
export type Fault = (typeof FAULTS)[number];

/** How the next call of a run goes. */
export type Verdict = Fault | 'none';

/** One run of the engine, which stops before each of its calls until it is released. */
export class Actor {
  readonly label: string;
  /** How far its machine's clock is off, in milliseconds. */
  readonly skewMs: number;
  readonly startedAtMs: number;
  isOver = false;
  /** What went wrong otherwise than a fault allows. */
  failure: unknown;
  /** It met no fault so far. */
  isFaultless = true;
  /** It looked at the labels after it last read the key. */
  hasReread = false;
  /** Whose secret it has looked at, after something was done by hand, if it ends without a fault. */
  looksAt: { looked(startedAtMs: number): void } | undefined;
  /** The call that waits to be released. */
  waitingFor: string | undefined;
  #release: ((verdict: Verdict) => void) | undefined;
  #stopped: (() => void) | undefined;

  constructor(label: string, { skewMs, startedAtMs }: { skewMs: number; startedAtMs: number }) {
    this.label = label;
    this.skewMs = skewMs;
    this.startedAtMs = startedAtMs;
  }

  /** Begins, and goes as far as the first call. */
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

  /** A call waits here for its verdict. */
  gate(call: string): Promise<Verdict> {
    this.waitingFor = call;
    return new Promise((resolve) => {
      this.#release = resolve;
      this.#stopped?.();
    });
  }

  /** Lets the waiting call go, and goes as far as the next one. */
  release(verdict: Verdict): Promise<void> {
    return new Promise((resolve) => {
      const release = this.#release;
      if (this.isOver || !release) return resolve();
      this.#stopped = resolve;
      this.#release = undefined;
      release(verdict);
    });
  }

  /** Its machine dies: it never goes on. */
  kill(): void {
    this.isOver = true;
    this.#release = undefined;
  }

  #end(): void {
    this.isOver = true;
    this.#stopped?.();
  }
}
