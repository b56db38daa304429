/** What the last call returned, so that no call is optimised away. */
const sink: { kept: unknown } = { kept: undefined };

/** Microseconds a call, over `calls` of them: few, so that most samples are over before anything interrupts. */
export function timedLoop(calls: number, run: (call: number) => unknown): () => number {
  return () => {
    const before = performance.now();
    for (let call = 0; call < calls; call += 1) sink.kept = run(call);
    return ((performance.now() - before) * 1000) / calls;
  };
}

/** The same for what answers later: the calls follow each other. */
export function timedAwaits(calls: number, run: (call: number) => Promise<unknown>): () => Promise<number> {
  return async () => {
    const before = performance.now();
    for (let call = 0; call < calls; call += 1) sink.kept = await run(call);
    return ((performance.now() - before) * 1000) / calls;
  };
}
