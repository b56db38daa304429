import { Annotations, CfnElement, CfnResource, type IAspect } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';

/** Resource types that the emulator does not support. */
const UNSUPPORTED_TYPES: ReadonlySet<string> = new Set([
  'AWS::CloudWatch::AnomalyDetector',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::InsightRule',
  'AWS::Logs::QueryDefinition',
]);

/**
 * Removes unsupported resources from a stack and adds an info message for each. Each remains in the template as
 * `Metadata`, with the name `Excluded:<logical ID>`, so that the local CloudWatch emulation can read its definition.
 */
export class ExcludeUnsupported implements IAspect {
  visit(node: IConstruct): void {
    if (!(node instanceof CfnResource && isUnsupported(node))) return;
    const { scope } = node.node;
    if (!scope?.node.tryRemoveChild(node.node.id)) return;
    new Excluded(scope, node.node.id, node);
    Annotations.of(scope).addInfo(
      `the emulator does not support ${node.cfnResourceType} in this form: ${node.node.path} is excluded`,
    );
  }
}

function isUnsupported(resource: CfnResource): boolean {
  // The emulator does not support metric math in alarms.
  return (
    UNSUPPORTED_TYPES.has(resource.cfnResourceType) ||
    (resource instanceof CfnAlarm && resource.metrics !== undefined)
  );
}

class Excluded extends CfnElement {
  readonly #resource: CfnResource;

  constructor(scope: IConstruct, id: string, resource: CfnResource) {
    super(scope, id);
    this.#resource = resource;
  }

  /** Returns unresolved tokens, because CDK finds references to other stacks in them. */
  _toCloudFormation(): object {
    const rendered = this.#resource._toCloudFormation();
    const resources = 'Resources' in rendered ? Object.entries(rendered.Resources ?? {}) : [];
    return {
      Metadata: Object.fromEntries(resources.map(([id, definition]) => [`Excluded:${id}`, definition])),
    };
  }
}
