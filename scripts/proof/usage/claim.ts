/** What a proof found: whether it holds, and the figures. */
export interface Claim {
  readonly holds: boolean;
  readonly what: string;
}
