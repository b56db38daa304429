import type { Surroundings } from '../../../lib/cli/surroundings.ts';

export type Instruments = Pick<
  Surroundings,
  'fetch' | 'probe' | 'openAccount' | 'nodeVersion' | 'interruption'
>;

/** What demo and doctor work with beside the admin API; whatever a test does not give fails when it is used. */
export function instruments(given: Partial<Instruments> = {}): Instruments {
  const unforeseen = (name: string) => () => Promise.reject(new Error(`${name} was used`));
  return {
    fetch: unforeseen('fetch'),
    probe: unforeseen('probe'),
    openAccount: () => ({ caller: unforeseen('caller'), unreservedConcurrency: unforeseen('concurrency') }),
    nodeVersion: 'v24.0.0',
    interruption: () => new AbortController().signal,
    ...given,
  };
}
