import { Aspects, type IAspect, Lazy } from 'aws-cdk-lib';
import { CfnGatewayResponse, type CfnMethod, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IConstruct } from 'constructs';
import type { DenialOutcome } from '../../core/access/outcomes.ts';
import type { Profile } from '../../core/profiles/profile.ts';
import { type DenialCors, denialCors, withoutCors } from './denial-cors.ts';
import {
  gatewayHeaders,
  gatewayParameters,
  type HeaderMappings,
  literal,
  overlay,
} from './header-mappings.ts';
import type { ProtectOptions } from './protect-options.ts';
import { appOf } from './route-protection.ts';

interface Denial {
  readonly type: string;
  readonly denial: DenialOutcome;
  /** The response that API Gateway uses if this type has none. */
  readonly fallback: string;
}

/**
 * What API Gateway answers when an authorizer throws `Unauthorized`, denies, or fails: the profile's own
 * refusals. A failing authorizer is a matter of the moment, so that callers are told to try again.
 */
const DENIALS: readonly Denial[] = [
  { type: 'UNAUTHORIZED', denial: 'unknown', fallback: 'DEFAULT_4XX' },
  { type: 'ACCESS_DENIED', denial: 'insufficient-permission', fallback: 'DEFAULT_4XX' },
  { type: 'AUTHORIZER_FAILURE', denial: 'unavailable', fallback: 'DEFAULT_5XX' },
  { type: 'AUTHORIZER_CONFIGURATION_ERROR', denial: 'unavailable', fallback: 'DEFAULT_5XX' },
];

export interface GatewayResponsesProps {
  readonly api: RestApi;
  readonly profile: Profile;
  readonly cors: ProtectOptions['cors'];
  readonly belongsTo: (response: CfnGatewayResponse) => boolean;
  /** The methods by which API Gateway answers preflights, as they are by now. */
  readonly preflights: () => readonly CfnMethod[];
}

/**
 * The gateway responses of denials. API Gateway has one response of a type: one that the app defines stays, and Postern
 * makes the others. They repeat the headers of the fallback, which API Gateway applies to types without a response only.
 */
export class GatewayResponses implements IAspect {
  readonly #props: GatewayResponsesProps;
  readonly #byType = new Map<string, CfnGatewayResponse>();

  constructor(props: GatewayResponsesProps) {
    this.#props = props;
    Aspects.of(appOf(props.api)).add(this);
    props.api.node.addValidation({ validate: () => this.#complaints() });
  }

  /** Aspects visit the root first, so that deployments find these responses. */
  visit(node: IConstruct): void {
    if (node !== appOf(this.#props.api)) return;
    for (const denial of DENIALS) {
      if (this.#byType.has(denial.type)) continue;
      const own = this.#ofApp().find(({ responseType }) => responseType === denial.type);
      this.#byType.set(denial.type, own ? this.#complete(own, denial) : this.#make(denial));
    }
  }

  /** The responses of denials, whoever made them. */
  all(): readonly CfnGatewayResponse[] {
    return [...this.#byType.values()];
  }

  cors(): DenialCors {
    const { cors: option, preflights } = this.#props;
    const defaults = ['DEFAULT_4XX', 'DEFAULT_5XX'].map((type) => this.#headersOf(type));
    return denialCors({ option, defaults, preflights: preflights() });
  }

  #make(denial: Denial): CfnGatewayResponse {
    const { api, profile } = this.#props;
    const { status, body } = profile.errorResponses[denial.denial];
    return new CfnGatewayResponse(api, `KeyRefusal-${denial.type}`, {
      restApiId: api.restApiId,
      responseType: denial.type,
      statusCode: `${status}`,
      responseParameters: Lazy.any({ produce: () => gatewayParameters(this.#headers(denial)) }),
      responseTemplates: templatesOf(body),
    });
  }

  /** A response with a status or a body is the app's own; one with headers alone receives the rest of the refusal. */
  #complete(response: CfnGatewayResponse, denial: Denial): CfnGatewayResponse {
    if (response.statusCode !== undefined || response.responseTemplates !== undefined) return response;
    const { status, body } = this.#props.profile.errorResponses[denial.denial];
    const own = gatewayHeaders(response);
    response.statusCode = `${status}`;
    response.responseTemplates = templatesOf(body);
    response.responseParameters = Lazy.any({
      produce: () => gatewayParameters(overlay(this.#headers(denial), own)),
    });
    return response;
  }

  #headers({ denial, fallback }: Denial): HeaderMappings {
    const { contentType, headers } = this.#props.profile.errorResponses[denial];
    const own = Object.entries({ 'Content-Type': contentType, ...headers });
    const literals = Object.fromEntries(own.map(([name, value]) => [name, literal(value)]));
    return overlay(withoutCors(this.#headersOf(fallback)), this.cors().headers, literals);
  }

  #headersOf(type: string): HeaderMappings {
    const response = this.#ofApp().find(({ responseType }) => responseType === type);
    return response ? gatewayHeaders(response) : {};
  }

  #ofApp(): readonly CfnGatewayResponse[] {
    return appOf(this.#props.api)
      .node.findAll()
      .filter((node) => node instanceof CfnGatewayResponse)
      .filter((response) => this.#props.belongsTo(response));
  }

  /** API Gateway keeps the response that is deployed last. */
  #complaints(): string[] {
    return this.#ofApp()
      .filter((response) => (this.#byType.get(response.responseType) ?? response) !== response)
      .map(
        ({ node, responseType }) =>
          `${node.path} is a second gateway response ${responseType}, or was added after aspects had run; define it once, ` +
          'before the app is synthesized',
      );
  }
}

/** The only template that is taken whatever the caller accepts; the Content-Type header says what it is. */
function templatesOf(body: unknown): Record<string, string> {
  return { 'application/json': JSON.stringify(body) };
}
