import { Annotations, Aspects, CfnResource, type IAspect, Stack } from 'aws-cdk-lib';
import { CfnTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';

/**
 * Warns about functions and tasks that receive the value of a managed key as an environment variable. The variable is set
 * at deployment or task start, and its value is denied after a rotation and the overlap. The secret ARN is allowed.
 */
export function warnOfEnvironmentVariables(resource: IConstruct): void {
  if (CfnResource.isCfnResource(resource))
    Aspects.of(resource.node.root).add(new EnvironmentWarning(resource));
}

class EnvironmentWarning implements IAspect {
  readonly #resource: CfnResource;

  constructor(resource: CfnResource) {
    this.#resource = resource;
  }

  visit(node: IConstruct): void {
    const stack = Stack.of(this.#resource);
    const arn = `"${stack.resolve(this.#resource.logicalId)}","SecretArn"`;
    if (!containsValue(node, arn)) return;
    Annotations.of(node).addWarningV2(
      'postern:managed-key-in-environment',
      `the value of the managed key ${this.#resource.node.path} is an environment variable here: it is denied once the ` +
        'key has rotated and the overlap has passed. Pass the secret ARN and read the secret at run time, for ' +
        "example with managedKey() of 'postern/consumer'; docs/rotation.md describes each kind of consumer",
    );
  }
}

/** A dynamic reference to the secret in an environment, or a secret that ECS injects when a task starts. */
function containsValue(node: IConstruct, arn: string): boolean {
  const text = (value: unknown) => JSON.stringify(Stack.of(node).resolve(value)) ?? '';
  if (node instanceof CfnFunction) {
    const environment = text(node.environment);
    return environment.includes('resolve:secretsmanager') && environment.includes(arn);
  }
  if (!(node instanceof CfnTaskDefinition)) return false;
  const containers: unknown = Stack.of(node).resolve(node.containerDefinitions);
  return (
    Array.isArray(containers) &&
    containers.some(({ secrets, environment }) => {
      const injected = text(environment);
      return (
        text(secrets).includes(arn) || (injected.includes('resolve:secretsmanager') && injected.includes(arn))
      );
    })
  );
}
