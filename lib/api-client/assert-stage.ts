import { STAGE_NAME } from '../contracts/deployment-parameters.ts';
import { StageError } from './errors.ts';

const REGION_NAME = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** @throws StageError if the name of the stage or of the Region is invalid: both become part of names and host names */
export function assertStage(place: { readonly stage: string; readonly region: string }): void {
  if (!STAGE_NAME.test(place.stage)) throw new StageError('invalid-stage', place);
  if (!REGION_NAME.test(place.region)) throw new StageError('invalid-region', place);
}
