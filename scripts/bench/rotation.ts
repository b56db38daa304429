import { type Calls, callsOfReconciles, callsOfSweep } from '../../test/core/rotation/counted-calls.ts';
import { counted, type Table } from './report.ts';

const DUE = 1000;

/** Counts what rotating asks for: a sweep however many keys are stored, a check of a key, and a whole rotation. */
export async function countRotation(): Promise<readonly Table[]> {
  const [few, many] = [await callsOfSweep(DUE, 10_000), await callsOfSweep(DUE, 1_000_000)];
  const { check, rotation } = await callsOfReconciles();
  return [
    {
      title: `Calls of a sweep with ${DUE} visits due`,
      unit: 'calls',
      rows: Object.entries(few).flatMap(([name, calls]) => [
        counted(`${name}, 10,000 keys stored`, calls),
        counted(`${name}, 1,000,000 keys stored`, many[name] ?? 0, calls),
      ]),
    },
    { title: 'Calls of a check of a key of which nothing is due', unit: 'calls', rows: rowsOf(check) },
    { title: 'Calls of a rotation, from due until retired', unit: 'calls', rows: rowsOf(rotation) },
  ];
}

function rowsOf(calls: Calls) {
  return Object.entries(calls).map(([name, count]) => counted(name, count));
}
