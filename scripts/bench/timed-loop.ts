/** The result of the last call, so that no call is optimized away. */
const sink: { kept: unknown } = { kept: undefined };

/** Returns a sample: microseconds per call, for `calls` calls. Use few calls, so that most samples are not interrupted. */
export function timedLoop(calls: number, run: (call: number) => unknown): () => number {
  return () => {
    const before = performance.now();
    for (let call = 0; call < calls; call += 1) sink.kept = run(call);
    return ((performance.now() - before) * 1000) / calls;
  };
}

/** The same for asynchronous calls, which run one after the other. */
export function timedAwaits(calls: number, run: (call: number) => Promise<unknown>): () => Promise<number> {
  return async () => {
    const before = performance.now();
    for (let call = 0; call < calls; call += 1) sink.kept = await run(call);
    return ((performance.now() - before) * 1000) / calls;
  };
}
