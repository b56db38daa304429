import { CfnGatewayResponse, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { Refusal } from '../../core/access/outcomes.ts';
import type { Profile, RefusalFace } from '../../core/profiles/profile.ts';
import type { ProtectOptions } from './protect-options.ts';

/**
 * What API Gateway answers when an authorizer throws `Unauthorized`, denies, or fails: the profile's own
 * refusals. A failing authorizer is a matter of the moment, so that callers are told to try again.
 */
const REFUSALS = {
  UNAUTHORIZED: 'unknown',
  ACCESS_DENIED: 'insufficient-permission',
  AUTHORIZER_FAILURE: 'unavailable',
  AUTHORIZER_CONFIGURATION_ERROR: 'unavailable',
} as const satisfies Record<string, Refusal>;

export function addGatewayResponses(
  api: RestApi,
  { refusals }: Profile,
  cors: ProtectOptions['cors'],
): readonly CfnGatewayResponse[] {
  return Object.entries(REFUSALS).map(([responseType, refusal]) => {
    const { status, contentType, headers, body } = refusals[refusal];
    return new CfnGatewayResponse(api, `KeyRefusal-${responseType}`, {
      restApiId: api.restApiId,
      responseType,
      statusCode: `${status}`,
      responseParameters: headerLiterals({ 'Content-Type': contentType, ...headers, ...corsHeaders(cors) }),
      // The only template that is taken whatever the caller accepts; the header above says what it is.
      responseTemplates: { 'application/json': JSON.stringify(body) },
    });
  });
}

function corsHeaders(cors: ProtectOptions['cors']): RefusalFace['headers'] {
  return cors ? { 'Access-Control-Allow-Origin': cors.allowOrigin } : {};
}

/** A gateway response takes a literal in single quotes. */
function headerLiterals(headers: RefusalFace['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [`gatewayresponse.header.${name}`, `'${value}'`]),
  );
}
