import { type Calls, callsOfReconciles, callsOfSweep } from '../../test/core/rotation/counted-calls.ts';
import { counted, type Table } from './report.ts';

const DUE = 1000;

/** Counts the calls of a sweep with different numbers of stored keys, of a key check, and of a complete rotation. */
export async function countRotation(): Promise<readonly Table[]> {
  const [few, many] = [await callsOfSweep(DUE, 10_000), await callsOfSweep(DUE, 1_000_000)];
  const { check, rotation } = await callsOfReconciles();
  return [
    {
      title: `Calls of a sweep with ${DUE} reconciles due`,
      unit: 'calls',
      rows: Object.entries(few).flatMap(([name, calls]) => [
        counted(`${name}, 10,000 keys stored`, calls),
        counted(`${name}, 1,000,000 keys stored`, many[name] ?? 0, calls),
      ]),
    },
    { title: 'Calls of a key check with no due task', unit: 'calls', rows: rowsOf(check) },
    { title: 'Calls of a rotation, from due to retired', unit: 'calls', rows: rowsOf(rotation) },
  ];
}

function rowsOf(calls: Calls) {
  return Object.entries(calls).map(([name, count]) => counted(name, count));
}
