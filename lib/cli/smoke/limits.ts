import { expectSeen, type Guarantee } from './guarantee.ts';
import { expectAllowed } from './keys.ts';

/** One request, and no further one during the run. */
const ONE_REQUEST = [{ name: 'smoke', kind: 'rate', requests: 1, perSeconds: 3_600 }] as const;
const LIMITED = [403, 429];

export const LIMIT_GUARANTEES: readonly Guarantee[] = [
  {
    name: 'limits',
    states: 'A request above the rate of a key is denied',
    advice: 'Deploy the stacks Data and Access. The function that decides needs access to the limits table.',
    check: async ({ targets, tenant, permission }) => {
      for (const target of targets) {
        const { value } = await tenant.issue({ permissions: [permission], limits: [...ONE_REQUEST] });
        await expectAllowed({ targets: [target] }, value);
        const status = await target.call(value);
        expectSeen(LIMITED.includes(status), `${target.url} returned ${status} for the second request`);
      }
    },
  },
];
