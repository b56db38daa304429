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

/** How long CloudFormation waits for the provider, which responds within 5 minutes. */
const SERVICE_TIMEOUT = Duration.minutes(15);

/** A key whose value is stored and rotated in Secrets Manager. CloudFormation never receives a value. */
export class ManagedKey extends Construct {
  /** ID of the key. */
  readonly keyId: string;
  /** The secret: JSON `{ keyId, value, header, scheme }`, which `managedKey()` of `postern/consumer` reads. */
  readonly secret: ISecret;
  readonly secretArn: string;
  readonly #readers = new Readers();

  /** @throws Error with the allowed values if a property is invalid or the overlap is too short */
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
      serviceTimeout: SERVICE_TIMEOUT,
      properties: resourceProperties(props, settings, { readers: this.#readers.arns, profile }),
    });
    deriveLogicalId(resource, props);
    this.keyId = resource.ref;
    this.secretArn = resource.getAttString('SecretArn');
    this.secret = Secret.fromSecretCompleteArn(this, 'Secret', this.secretArn);
    if (resource.node.defaultChild) warnOfEnvironmentVariables(resource.node.defaultChild);
    for (const reader of props.readers ?? []) this.grantRead(reader);
  }

  /** Allows a grantee to read this secret and to decrypt it through Secrets Manager. */
  grantRead(grantee: IGrantable): Grant {
    return this.#readers.add(grantee, this.secretArn);
  }
}

/**
 * A different key is a different resource: CloudFormation creates it before it removes the old one, and rolls it back if
 * the deployment fails. The ID of an adopted key does not depend on its construct path. Otherwise, moving the construct
 * would adopt the key and then unmanage it.
 */
function deriveLogicalId(resource: CustomResource, props: ManagedKeyProps): void {
  const element = resource.node.defaultChild;
  if (!(element instanceof CfnResource))
    throw new Error(`${resource.node.path} has no CfnResource as its default child.`);
  const identity =
    props.adopt !== undefined
      ? [props.tenant, props.adopt]
      : [resource.node.path, props.tenant, props.owner, props.environment ?? null];
  element.overrideLogicalId(`ManagedKey${hash('sha256', JSON.stringify(identity), 'hex').slice(0, 16)}`);
}
