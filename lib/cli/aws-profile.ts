import { loadSharedConfigFiles } from '@smithy/core/config';
import type { CliContext } from './cli-context.ts';
import { UsageError } from './usage-error.ts';

/** Sections of the configuration file that are not profiles. */
const OTHER_SECTION = /^(?:sso-session|services)\./;

/**
 * Checks that an AWS profile is defined. The SDK would try other sources and report missing credentials.
 * @throws UsageError that names the defined profiles
 */
export async function requireProfile(
  profile: string,
  { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE }: CliContext['environment'],
): Promise<void> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({
    ...(AWS_CONFIG_FILE && { configFilepath: AWS_CONFIG_FILE }),
    ...(AWS_SHARED_CREDENTIALS_FILE && { filepath: AWS_SHARED_CREDENTIALS_FILE }),
    ignoreCache: true,
  });
  const defined = Object.keys({ ...configFile, ...credentialsFile }).filter(
    (name) => !OTHER_SECTION.test(name),
  );
  if (defined.includes(profile)) return;
  throw new UsageError(
    `AWS profile '${profile}' not found. Defined profiles: ${defined.toSorted().join(', ') || '(none)'}`,
    'Set AWS_PROFILE to one of them, or define it with aws configure --profile.',
  );
}
