import type { AwsAccount } from '../../api-client/aws-account.ts';
import { PARAMETERS_PATH } from '../../contracts/deployment-parameters.ts';
import { failureOf } from '../error-messages.ts';
import { helpAdvice } from '../usage-error.ts';
import type { Finding } from './check.ts';

/** The profile that a stage publishes. */
interface StageProfile {
  readonly stage: string;
  /** The name, and the hash of the settings of a custom profile. */
  readonly profile: string;
  /** The prefixes of keys and sessions. */
  readonly prefixes: readonly string[];
}

const PROFILE_PARAMETER = new RegExp(`^${PARAMETERS_PATH}([^/]+)/profile/([^/]+)(?:/tenant-suspension)?$`);

/** Compares the prefixes of a stage with those of all other stages of the account and Region. */
export async function checkProfiles(account: AwsAccount, stage: string | undefined): Promise<Finding> {
  if (stage === undefined) {
    const advice = 'Select the deployment with --stage.';
    return { status: 'skip', found: 'profiles are found by stage, not by URL', advice };
  }
  let parameters: ReadonlyMap<string, string>;
  try {
    parameters = await account.parametersBelow(PARAMETERS_PATH);
  } catch (error) {
    const { message } = failureOf(error, helpAdvice('doctor'));
    const advice = `Allow these credentials to call ssm:GetParametersByPath on the parameters below ${PARAMETERS_PATH}.`;
    return { status: 'fail', found: `the profiles of the stages were not read: ${message}`, advice };
  }
  const profiles = [...parameters].flatMap(stageProfile);
  const own = profiles.find((each) => each.stage === stage);
  if (!own) {
    const advice = 'Deploy the stage with the version of this CLI.';
    return { status: 'fail', found: `the stage '${stage}' does not publish its profile`, advice };
  }
  const confusions = profiles.flatMap((other) => confusionsOf(own, other));
  if (confusions.length === 0)
    return { status: 'ok', found: `no other stage has values like those of ${own.profile}` };
  return {
    status: 'warn',
    found: confusions.join('; '),
    advice:
      'A scanner cannot tell which deployment a leaked value belongs to. Use the same profile for the stages of one product, ' +
      'and a prefix of its own for another product (docs/profiles.md).',
  };
}

function stageProfile([name, value]: readonly [string, string]): readonly StageProfile[] {
  const [, stage, profile] = PROFILE_PARAMETER.exec(name) ?? [];
  return stage !== undefined && profile !== undefined ? [{ stage, profile, prefixes: value.split(',') }] : [];
}

/** Stages with an equal profile have the same values on purpose. */
function confusionsOf(own: StageProfile, other: StageProfile): readonly string[] {
  if (own.profile === other.profile) return [];
  return own.prefixes.flatMap((prefix) =>
    other.prefixes
      .filter((each) => each.startsWith(prefix) || prefix.startsWith(each))
      .map(
        (each) => `'${prefix}' and '${each}' of stage '${other.stage}' (${other.profile}) can be confused`,
      ),
  );
}
