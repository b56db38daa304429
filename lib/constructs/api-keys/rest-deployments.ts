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
  /** The responses of denials, as they are by now. */
  readonly responses: () => readonly CfnGatewayResponse[];
  readonly protection: RouteProtection;
}

/**
 * Renews every deployment of a REST API when the API's protection changes. A deployment is a snapshot: a
 * stage goes on serving the methods as they were, open, until the logical id of its deployment is another.
 */
export class RestDeployments implements IAspect {
  readonly #props: RestDeploymentsProps;
  readonly #deployments = new Set<IConstruct>();

  constructor(props: RestDeploymentsProps) {
    this.#props = props;
    Aspects.of(appOf(props.api)).add(this);
    props.api.node.addValidation({ validate: () => this.#complaints() });
  }

  visit(node: IConstruct): void {
    if (!this.#deployments.has(node) && this.#renew(node)) this.#deployments.add(node);
    // Aspects of others may add methods after the deployment was visited.
    if (node instanceof CfnMethod || node instanceof CfnDeployment) this.#deployLast();
  }

  /** Returns whether the node is a deployment of this API, whose logical id now follows the protection. */
  #renew(node: IConstruct): boolean {
    if (node instanceof Deployment && this.#isOurs(node, node.api.restApiId)) {
      node.addToLogicalId(Lazy.any({ produce: () => this.#fingerprint() }));
      return true;
    }
    const isBare = node instanceof CfnDeployment && !(node.node.scope instanceof Deployment);
    if (isBare && this.#isOurs(node, node.restApiId)) {
      const logicalId: string = Stack.of(node).resolve(node.logicalId);
      node.overrideLogicalId(Lazy.string({ produce: () => logicalId + this.#fingerprint() }));
      return true;
    }
    return false;
  }

  #isOurs(node: IConstruct, restApiId: string): boolean {
    const element = this.#props.api.node.defaultChild;
    return referencedBy(node, restApiId).some((target) => target === element);
  }

  /** The snapshot must be taken after everything that it is to show. */
  #deployLast(): void {
    for (const deployment of this.#deployments) {
      const earlier = this.#shown().filter((element) => !this.#comesTooLate(element, deployment));
      deployment.node.addDependency(...earlier);
    }
  }

  /** What a deployment is a snapshot of. */
  #shown(): readonly IConstruct[] {
    const { protection, responses } = this.#props;
    return [...protection.routes().map(({ element }) => element), ...responses()];
  }

  /** A stack that refers to the API is deployed after the API's own stack, and so after a deployment in it. */
  #comesTooLate(element: IConstruct, deployment: IConstruct): boolean {
    const apiStack = outermostStack(this.#props.api);
    return outermostStack(deployment) === apiStack && outermostStack(element) !== apiStack;
  }

  #complaints(): string[] {
    return [...this.#deployments].flatMap((deployment) =>
      this.#shown()
        .filter((element) => this.#comesTooLate(element, deployment))
        .map(
          (element) =>
            `${element.node.path} is deployed after ${deployment.node.path}, which would go on serving it ` +
            "as it was; give the RestApi 'deploy: false' and make a Deployment in a stack after it",
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
