import { hash } from 'node:crypto';
import { local } from '../../lib/stages/local.ts';
import { hashInputs } from '../build/inputs.ts';

/** Returns a hash over everything that is deployed: the inputs of the build and the profile (default: that of the stage). */
export async function fingerprintOf(root: string, profile: string = local.profile): Promise<string> {
  return hash('sha256', `${profile} ${await hashInputs(root)}`);
}
