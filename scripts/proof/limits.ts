import { parseArgs } from 'node:util';
import { parseDecimal } from '../../lib/contracts/decimal.ts';
import { proveExactRates } from './limits/exact.ts';
import { proveLeasedRates } from './limits/leased.ts';
import { proveNoisyTenant } from './limits/noisy-tenant.ts';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '1000' } } });
const seeds = parseDecimal(values.seeds);
if (!seeds) throw new RangeError(`--seeds is '${values.seeds}'; allowed: a whole number, 1 or more`);

const claims = [
  ...(await proveExactRates({ seeds, requests: 50 })),
  ...(await proveLeasedRates({ seeds, requests: 8000 })),
  ...(await proveNoisyTenant({ seconds: 5 })),
];
for (const { holds, what } of claims) process.stdout.write(`${holds ? 'holds ' : 'FAILS '} ${what}\n`);
if (claims.some(({ holds }) => !holds)) process.exitCode = 1;
