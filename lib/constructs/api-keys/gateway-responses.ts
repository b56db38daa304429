import { Aspects, type IAspect, Lazy } from 'aws-cdk-lib';
import { CfnGatewayResponse, type CfnMethod, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';
import { DENIAL_BODY, DENIAL_HEADERS } from '../../contracts/denial-context.ts';
import type { DenialOutcome } from '../../core/access/outcomes.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import { type DenialCors, denialCors, exposing, withoutCors } from './denial-cors.ts';
import {
  gatewayHeaders,
  gatewayParameters,
  type HeaderMappings,
  literal,
  overlay,
} from './header-mappings.ts';
import type { DenialCorsOptions } from './protect-options.ts';
import { appOf } from './route-protection.ts';

interface Denial {
  readonly type: string;
  readonly denial: DenialOutcome;
  /** The response that API Gateway uses if this type has none. */
  readonly fallback: string;
  /** Whether the authorizer sends the body and further headers of each denial in its context. */
  readonly inContext?: true;
}

/**
 * The error responses of the profile for an authorizer that throws `Unauthorized`, denies or fails. A failure is
 * usually temporary, so its response is `unavailable` and clients can retry.
 */
const DENIALS: readonly Denial[] = [
  { type: 'UNAUTHORIZED', denial: 'unknown', fallback: 'DEFAULT_4XX' },
  {
    type: 'ACCESS_DENIED',
    denial: 'insufficient-permission',
    fallback: 'DEFAULT_4XX',
    inContext: true,
  },
  { type: 'AUTHORIZER_FAILURE', denial: 'unavailable', fallback: 'DEFAULT_5XX' },
  { type: 'AUTHORIZER_CONFIGURATION_ERROR', denial: 'unavailable', fallback: 'DEFAULT_5XX' },
];

const CONTEXT_HEADERS: HeaderMappings = Object.fromEntries(
  Object.entries(DENIAL_HEADERS).map(([name, field]) => [name, `context.authorizer.${field}`]),
);

export interface GatewayResponsesProps {
  readonly api: RestApi;
  readonly profile: Profile;
  readonly cors: DenialCorsOptions | undefined;
  readonly belongsTo: (response: CfnGatewayResponse) => boolean;
  /** The current methods with which API Gateway answers preflights. */
  readonly preflights: () => readonly CfnMethod[];
}

/**
 * The gateway responses of denials. API Gateway has one response per type: a response of the app is kept, and Postern
 * creates the others. They copy the headers of the fallback, which API Gateway applies only to types without a response.
 */
export class GatewayResponses implements IAspect {
  readonly #props: GatewayResponsesProps;
  readonly #byType = new Map<string, CfnGatewayResponse>();

  constructor(props: GatewayResponsesProps) {
    this.#props = props;
    Aspects.of(appOf(props.api)).add(this);
    props.api.node.addValidation({ validate: () => this.#errors() });
  }

  /** Aspects visit the root first, so the responses exist before a deployment is visited. */
  visit(node: IConstruct): void {
    if (node !== appOf(this.#props.api)) return;
    for (const denial of DENIALS) {
      if (this.#byType.has(denial.type)) continue;
      const own = this.#declared().find(({ responseType }) => responseType === denial.type);
      this.#byType.set(denial.type, own ? this.#complete(own, denial) : this.#create(denial));
    }
  }

  /** The responses of denials, created by the app or by Postern. */
  all(): readonly CfnGatewayResponse[] {
    return [...this.#byType.values()];
  }

  cors(): DenialCors {
    const { cors: option, preflights } = this.#props;
    const defaults = ['DEFAULT_4XX', 'DEFAULT_5XX'].map((type) => this.#headersOf(type));
    return denialCors({ option, defaults, preflights: preflights() });
  }

  #create(denial: Denial): CfnGatewayResponse {
    const { api, profile } = this.#props;
    const { status } = profile.errorResponses[denial.denial];
    return new CfnGatewayResponse(api, `KeyDenial-${denial.type}`, {
      restApiId: api.restApiId,
      responseType: denial.type,
      statusCode: `${status}`,
      responseParameters: Lazy.any({ produce: () => gatewayParameters(this.#headers(denial)) }),
      responseTemplates: this.#templates(denial),
    });
  }

  /** Leaves a response with a status or a body unchanged. A response with only headers receives the rest of the denial. */
  #complete(response: CfnGatewayResponse, denial: Denial): CfnGatewayResponse {
    if (response.statusCode !== undefined || response.responseTemplates !== undefined) return response;
    const { status } = this.#props.profile.errorResponses[denial.denial];
    const own = gatewayHeaders(response);
    response.statusCode = `${status}`;
    response.responseTemplates = this.#templates(denial);
    response.responseParameters = Lazy.any({
      produce: () => gatewayParameters(overlay(this.#headers(denial), own)),
    });
    return response;
  }

  /** API Gateway uses a single template for every `Accept` header. The Content-Type header has the actual type. */
  #templates({ denial, inContext }: Denial): Record<string, string> {
    const { body } = this.#props.profile.errorResponses[denial];
    return { 'application/json': inContext ? `$context.authorizer.${DENIAL_BODY}` : JSON.stringify(body) };
  }

  #headers({ denial, fallback, inContext }: Denial): HeaderMappings {
    const { contentType, headers } = this.#props.profile.errorResponses[denial];
    const own = Object.entries({ 'Content-Type': contentType, ...headers });
    const literals = Object.fromEntries(own.map(([name, value]) => [name, literal(value)]));
    const ofContext = inContext ? CONTEXT_HEADERS : {};
    const all = overlay(withoutCors(this.#headersOf(fallback)), this.cors().headers, literals, ofContext);
    return exposing(all, Object.keys(DENIAL_HEADERS));
  }

  #headersOf(type: string): HeaderMappings {
    const response = this.#declared().find(({ responseType }) => responseType === type);
    return response ? gatewayHeaders(response) : {};
  }

  #declared(): readonly CfnGatewayResponse[] {
    return appOf(this.#props.api)
      .node.findAll()
      .filter((node) => node instanceof CfnGatewayResponse)
      .filter((response) => this.#props.belongsTo(response));
  }

  /** API Gateway keeps the response that is deployed last. */
  #errors(): string[] {
    return this.#declared()
      .filter((response) => (this.#byType.get(response.responseType) ?? response) !== response)
      .map(
        ({ node, responseType }) =>
          `${node.path} is a second gateway response ${responseType}, or was added after the aspects ran. Define one ` +
          'response of this type, before the app is synthesized',
      );
  }
}
