import type { Refusal } from '../access/outcomes.ts';
import type { CredentialPlace } from '../access/presented-credential.ts';
import type { JsonObject } from '../json.ts';
import type { KeyFormat } from '../keys/format.ts';

/** What a refused caller sees. */
export interface RefusalFace {
  readonly status: number;
  readonly contentType: string;
  readonly body: JsonObject;
  readonly headers: Readonly<Record<string, string>>;
}

/** A product's documented key contract, as data. */
export interface Profile {
  readonly name: string;
  readonly format: KeyFormat;
  /** Where a credential is accepted. Two places may both be used if they agree. */
  readonly places: readonly CredentialPlace[];
  /** The one table from outcomes to answers. */
  readonly refusals: Readonly<Record<Refusal, RefusalFace>>;
}
