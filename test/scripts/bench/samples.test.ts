import { describe, expect, it } from 'vitest';
import { interleave, numbersOf, ratios, summarize } from '../../../scripts/bench/samples.ts';

describe('interleave', () => {
  it('samples every candidate once per round in turn, and drops the warm-up round', async () => {
    const order: string[] = [];
    const candidate = (name: string) => ({ name, sample: () => order.push(name) });
    const samples = await interleave([candidate('a'), candidate('b')], 2);
    expect(order).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
    expect(samples).toEqual(
      new Map([
        ['a', [3, 5]],
        ['b', [4, 6]],
      ]),
    );
  });
});

describe('ratios', () => {
  const samples = new Map([
    ['floor', [1, 10]],
    ['ours', [3, 20]],
  ]);

  it('divide by the floor of the same round, not by its median', () => {
    expect(ratios(samples, 'ours', 'floor')).toEqual([3, 2]);
  });

  it('reject a name that was not measured', () => {
    expect(() => ratios(samples, 'theirs', 'floor')).toThrow(
      "'theirs' was not measured; measured: floor, ours",
    );
  });

  it('use one number of samples with several', () => {
    const starts = new Map([['ours', [{ initMs: 4 }, { initMs: 6 }]]]);
    expect(numbersOf(starts, ({ initMs }) => initMs)).toEqual(new Map([['ours', [4, 6]]]));
  });
});

describe('summarize', () => {
  it('returns the median and the middle 80 % for any order', () => {
    const values = [11, 1, 10, 2, 9, 3, 8, 4, 7, 5, 6];
    expect(summarize(values)).toEqual({ median: 6, low: 2, high: 10 });
  });

  it('rejects an empty list', () => {
    expect(() => summarize([])).toThrow('No samples were measured');
  });
});
