import { STAGE_NAME } from '../contracts/deployment-parameters.ts';
import { regionCode } from '../contracts/http/fields.ts';
import { StageError } from './errors.ts';

/** @throws StageError if the name of the stage or of the Region is invalid: both become part of names and host names */
export function assertStage(place: { readonly stage: string; readonly region: string }): void {
  if (!STAGE_NAME.test(place.stage)) throw new StageError('invalid-stage', place);
  if (!regionCode.safeParse(place.region).success) throw new StageError('invalid-region', place);
}
