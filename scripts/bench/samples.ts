/** Something to measure. */
export interface Candidate<Sample> {
  readonly name: string;
  readonly sample: () => Sample | Promise<Sample>;
}

/** The samples of each candidate by its name; those of one round stand at one index. */
export type Samples<Sample = number> = ReadonlyMap<string, readonly Sample[]>;

/** What the rounds came to: their median, and the middle 80 % of them. */
export interface Summary {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Samples every candidate once a round, so that whatever slows the machine slows them all. A first round warms
 * up and is thrown away. `onRound` is told of every tenth of the way.
 */
export async function interleave<Sample>(
  candidates: readonly Candidate<Sample>[],
  rounds: number,
  onRound: (round: number) => void = () => {},
): Promise<Samples<Sample>> {
  const samples = new Map<string, Sample[]>(candidates.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    if (round % Math.ceil(rounds / 10) === 0) onRound(round);
    for (const { name, sample } of candidates) {
      const value = await sample();
      if (round > 0) samples.get(name)?.push(value);
    }
  }
  return samples;
}

/** One number of each sample. */
export function numbersOf<Sample>(samples: Samples<Sample>, numberOf: (sample: Sample) => number): Samples {
  return new Map([...samples].map(([name, values]) => [name, values.map(numberOf)]));
}

/** A candidate's samples, each divided by the floor's of the same round. */
export function ratios(samples: Samples, name: string, floor: string): number[] {
  const floors = samplesOf(samples, floor);
  return samplesOf(samples, name).map((sample, round) => sample / (floors[round] ?? Number.NaN));
}

/** @throws RangeError if nothing has this name */
export function samplesOf(samples: Samples, name: string): readonly number[] {
  const found = samples.get(name);
  if (found) return found;
  throw new RangeError(`'${name}' was not measured; measured: ${[...samples.keys()].join(', ')}`);
}

/** @throws RangeError if there are no values */
export function summarize(values: readonly number[]): Summary {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number): number => {
    const value = sorted[Math.round(share * (sorted.length - 1))];
    if (value === undefined) throw new RangeError('nothing was measured');
    return value;
  };
  return { median: at(0.5), low: at(0.1), high: at(0.9) };
}
