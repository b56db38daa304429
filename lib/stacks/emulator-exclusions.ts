import { Annotations, CfnElement, CfnResource, type IAspect } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConstruct } from 'constructs';

/** What the emulator refuses as a whole. */
const REFUSED: ReadonlySet<string> = new Set([
  'AWS::CloudWatch::AnomalyDetector',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::InsightRule',
  'AWS::Logs::QueryDefinition',
]);

/**
 * Takes out of a stack what the emulator refuses, and says so. Each stays in the template as `Metadata`, under
 * `Excluded:<logical id>` and as it would be deployed, so that what stands in for CloudWatch can read it there.
 */
export class ExcludeUnsupported implements IAspect {
  visit(node: IConstruct): void {
    if (!(node instanceof CfnResource && isRefused(node))) return;
    const { scope } = node.node;
    if (!scope?.node.tryRemoveChild(node.node.id)) return;
    new Excluded(scope, node.node.id, node);
    Annotations.of(scope).addInfo(
      `the emulator has no ${node.cfnResourceType} of this kind: ${node.node.path} is left out`,
    );
  }
}

function isRefused(resource: CfnResource): boolean {
  // Math on metrics.
  return (
    REFUSED.has(resource.cfnResourceType) || (resource instanceof CfnAlarm && resource.metrics !== undefined)
  );
}

class Excluded extends CfnElement {
  readonly #resource: CfnResource;

  constructor(scope: IConstruct, id: string, resource: CfnResource) {
    super(scope, id);
    this.#resource = resource;
  }

  /** Not resolved here: references to other stacks are found in it, as in any element. */
  _toCloudFormation(): object {
    const rendered = this.#resource._toCloudFormation();
    const resources = 'Resources' in rendered ? Object.entries(rendered.Resources ?? {}) : [];
    return {
      Metadata: Object.fromEntries(resources.map(([id, definition]) => [`Excluded:${id}`, definition])),
    };
  }
}
