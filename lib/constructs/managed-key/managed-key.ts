import { hash } from 'node:crypto';
import { CfnResource, CustomResource, Duration } from 'aws-cdk-lib';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { MANAGED_KEY_RESOURCE } from '../../contracts/managed-key-resource.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import { warnOfEnvironmentVariables } from './environment-warning.ts';
import type { ManagedKeyProps } from './managed-key-props.ts';
import { resourceProperties } from './properties.ts';
import { Readers } from './readers.ts';
import type { RotationTarget } from './rotation-target.ts';
import { rotationSettings } from './settings.ts';

/** How long CloudFormation waits for the provider, which answers within 5 minutes. */
const PATIENCE = Duration.minutes(15);

/** A key whose value lies in a secret and rotates there. No value passes through CloudFormation. */
export class ManagedKey extends Construct {
  /** The id of the key. */
  readonly keyId: string;
  /** JSON `{ keyId, value, header, scheme }`, which `managedKey()` of `postern/consumer` reads. */
  readonly secret: ISecret;
  readonly secretArn: string;
  readonly #readers = new Readers();

  /** @throws Error if a property is wrong or the overlap is too short, with what is allowed */
  constructor(
    scope: Construct,
    id: string,
    props: ManagedKeyProps,
    target: RotationTarget,
    profile: Profile,
  ) {
    super(scope, id);
    const settings = rotationSettings(target, profile, props);
    const resource = new CustomResource(this, 'Resource', {
      resourceType: MANAGED_KEY_RESOURCE,
      serviceToken: target.providerArn,
      serviceTimeout: PATIENCE,
      properties: resourceProperties(props, settings, { readers: this.#readers.arns, profile }),
    });
    nameByIdentity(resource, props);
    this.keyId = resource.ref;
    this.secretArn = resource.getAttString('SecretArn');
    this.secret = Secret.fromSecretCompleteArn(this, 'Secret', this.secretArn);
    if (resource.node.defaultChild) warnOfEnvironmentVariables(resource.node.defaultChild);
    for (const reader of props.readers ?? []) this.grantRead(reader);
  }

  /** Lets a grantee read this one secret, and have it decrypted through Secrets Manager. */
  grantRead(grantee: IGrantable): Grant {
    return this.#readers.add(grantee, this.secretArn);
  }
}

/**
 * Another key is another resource: made before the old one is let go, and taken back if the deployment fails. An
 * adopted key is the same resource wherever it stands in the stack, or a move would let go of it after adopting it.
 */
function nameByIdentity(resource: CustomResource, props: ManagedKeyProps): void {
  const element = resource.node.defaultChild;
  if (!(element instanceof CfnResource)) throw new Error(`${resource.node.path} has no element`);
  const identity =
    'adopt' in props
      ? [props.tenant, props.adopt]
      : [resource.node.path, props.tenant, props.owner, props.environment ?? null];
  element.overrideLogicalId(`ManagedKey${hash('sha256', JSON.stringify(identity), 'hex').slice(0, 16)}`);
}
