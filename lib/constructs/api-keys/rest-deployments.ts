import { createHash } from 'node:crypto';
import { Aspects, type IAspect, Lazy, Stack } from 'aws-cdk-lib';
import {
  type CfnAuthorizer,
  CfnDeployment,
  type CfnGatewayResponse,
  CfnMethod,
  Deployment,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';
import { referencedBy } from '../references.ts';
import { appOf, type RouteProtection } from './route-protection.ts';

export interface RestDeploymentsProps {
  readonly api: RestApi;
  readonly authorizer: CfnAuthorizer;
  /** The current gateway responses of denials. */
  readonly responses: () => readonly CfnGatewayResponse[];
  readonly protection: Pick<RouteProtection, 'routes' | 'needsKey'>;
}

/**
 * Replaces every deployment of a REST API when the protection of the API changes. A deployment is a snapshot: a stage
 * continues to serve the open methods until the logical ID of its deployment changes.
 */
export class RestDeployments implements IAspect {
  readonly #props: RestDeploymentsProps;
  readonly #deployments = new Set<IConstruct>();

  constructor(props: RestDeploymentsProps) {
    this.#props = props;
    Aspects.of(appOf(props.api)).add(this);
    props.api.node.addValidation({ validate: () => this.#errors() });
  }

  visit(node: IConstruct): void {
    if (!this.#deployments.has(node) && this.#replaceOnChange(node)) this.#deployments.add(node);
    // Other aspects may add methods after the deployment was visited.
    if (node instanceof CfnMethod || node instanceof CfnDeployment) this.#orderDeployments();
  }

  /** Makes the logical ID of a deployment depend on the protection. Returns whether the node is a deployment of this API. */
  #replaceOnChange(node: IConstruct): boolean {
    if (node instanceof Deployment && this.#refersToApi(node, node.api.restApiId)) {
      node.addToLogicalId(Lazy.any({ produce: () => this.#fingerprint() }));
      return true;
    }
    const isBare = node instanceof CfnDeployment && !(node.node.scope instanceof Deployment);
    if (isBare && this.#refersToApi(node, node.restApiId)) {
      const logicalId: string = Stack.of(node).resolve(node.logicalId);
      node.overrideLogicalId(Lazy.string({ produce: () => logicalId + this.#fingerprint() }));
      return true;
    }
    return false;
  }

  #refersToApi(node: IConstruct, restApiId: string): boolean {
    const element = this.#props.api.node.defaultChild;
    return referencedBy(node, restApiId).some((target) => target === element);
  }

  /** The snapshot must be taken after its methods and responses are updated. */
  #orderDeployments(): void {
    for (const deployment of this.#deployments) {
      const earlier = this.#snapshotElements().filter(
        (element) => !this.#isDeployedLater(element, deployment),
      );
      deployment.node.addDependency(...earlier);
    }
  }

  /** The methods and responses that a deployment contains. */
  #snapshotElements(): readonly IConstruct[] {
    const { protection, responses } = this.#props;
    return [...protection.routes().map(({ element }) => element), ...responses()];
  }

  /** A stack that refers to the API is deployed after the stack of the API, and therefore after a deployment in it. */
  #isDeployedLater(element: IConstruct, deployment: IConstruct): boolean {
    const apiStack = outermostStack(this.#props.api);
    return outermostStack(deployment) === apiStack && outermostStack(element) !== apiStack;
  }

  #errors(): string[] {
    return [...this.#deployments].flatMap((deployment) =>
      this.#snapshotElements()
        .filter((element) => this.#isDeployedLater(element, deployment))
        .map(
          (element) =>
            `${element.node.path} is deployed after ${deployment.node.path}, which would continue to serve its previous ` +
            "state. Set 'deploy: false' of the RestApi and create a Deployment in a later stack",
        ),
    );
  }

  #fingerprint(): string {
    const { api, authorizer, responses, protection } = this.#props;
    const routes = protection
      .routes()
      .map((route) => `${route.element.node.path} ${protection.needsKey(route) ? 'key' : 'open'}`);
    const { authorizerUri, identitySource, authorizerResultTtlInSeconds, logicalId } = authorizer;
    const settings = Stack.of(api).resolve([
      routes.sort(),
      { authorizerUri, identitySource, authorizerResultTtlInSeconds, logicalId },
      responses().map(({ responseType, statusCode, responseParameters, responseTemplates }) => ({
        responseType,
        statusCode,
        responseParameters,
        responseTemplates,
      })),
    ]);
    return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 32);
  }
}

function outermostStack(node: IConstruct): Stack {
  const stack = Stack.of(node);
  return stack.nestedStackParent ? outermostStack(stack.nestedStackParent) : stack;
}
