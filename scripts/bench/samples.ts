/** A named operation to measure. */
export interface Candidate<Sample> {
  readonly name: string;
  readonly sample: () => Sample | Promise<Sample>;
}

/** The samples of each candidate by name. Samples of one round have the same index. */
export type Samples<Sample = number> = ReadonlyMap<string, readonly Sample[]>;

/** The median of all rounds, and the range of the middle 80 %. */
export interface Summary {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Samples every candidate once per round, so that other load on the machine affects all of them. Discards a first round
 * as warm-up. Calls `onRound` after every tenth of the rounds.
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

/** Converts each sample to a number. */
export function numbersOf<Sample>(samples: Samples<Sample>, numberOf: (sample: Sample) => number): Samples {
  return new Map([...samples].map(([name, values]) => [name, values.map(numberOf)]));
}

/** The samples of a candidate, each divided by the sample of `floor` in the same round. */
export function ratios(samples: Samples, name: string, floor: string): number[] {
  const floors = samplesOf(samples, floor);
  return samplesOf(samples, name).map((sample, round) => sample / (floors[round] ?? Number.NaN));
}

/** @throws RangeError if no candidate has this name */
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
    if (value === undefined) throw new RangeError('No samples were measured');
    return value;
  };
  return { median: at(0.5), low: at(0.1), high: at(0.9) };
}
