import type { Surroundings } from '../../../lib/cli/surroundings.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';
import { contractOf } from '../../api-client/support/contract.ts';

export type Instruments = Pick<
  Surroundings,
  | 'get'
  | 'probe'
  | 'readContract'
  | 'openAccount'
  | 'findLocalAlarms'
  | 'nodeVersion'
  | 'interruption'
  | 'pause'
>;

/** What demo and doctor work with beside the admin API; whatever a test does not give fails when it is used, but for the contract. */
export function instruments(given: Partial<Instruments> = {}): Instruments {
  const unforeseen = (name: string) => () => Promise.reject(new Error(`${name} was used`));
  return {
    get: unforeseen('get'),
    probe: unforeseen('probe'),
    readContract: async () => contractOf(defaultProfile),
    openAccount: () => ({ caller: unforeseen('caller'), unreservedConcurrency: unforeseen('concurrency') }),
    findLocalAlarms: async () => undefined,
    nodeVersion: 'v24.0.0',
    interruption: () => new AbortController().signal,
    pause: unforeseen('pause'),
    ...given,
  };
}
