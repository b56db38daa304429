import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { callAsLambda } from './authorizer-in-memory.ts';
import { authorizerOf, CASES } from './outcomes.ts';
import { counted, type Table } from './report.ts';
import { TARGETS } from './targets.ts';

const CALLS = 100_000;
/** By then everything is compiled and every cache is filled. */
const WARM_UP = 20_000;

/** How much more memory is held after 100,000 calls of every outcome in turn, both times after collecting. */
export async function heapGrowth(calls = CALLS, warmUp = WARM_UP): Promise<Table> {
  const cases = CASES.map((each) => ({ handler: authorizerOf(each), event: each.event }));
  const call = async (count: number) => {
    for (let made = 0; made < count; ) {
      for (const { handler, event } of cases.slice(0, count - made)) {
        await callAsLambda(handler, event);
        made += 1;
      }
    }
  };
  const collect = exposedCollector();
  await call(warmUp);
  collect();
  const before = process.memoryUsage().heapUsed;
  await call(calls);
  collect();
  const growth = process.memoryUsage().heapUsed - before;
  return {
    title: `Heap after ${calls.toLocaleString('en')} calls`,
    unit: 'bytes more',
    rows: [counted('growth', growth, TARGETS.heapGrowthBytes)],
  };
}

/** The garbage collector, which Node shows to a context made after the flag is set. */
function exposedCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') throw new Error('this Node has no garbage collector to call');
  return () => collect();
}
