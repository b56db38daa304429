/** The result of a proof: whether it holds, and a sentence with the figures. */
export interface Claim {
  readonly holds: boolean;
  readonly what: string;
}
