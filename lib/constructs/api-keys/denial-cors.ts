import type { CfnMethod } from 'aws-cdk-lib/aws-apigateway';
import { fieldsOf } from '../rendered-properties.ts';
import { type HeaderMappings, headerNamed, headersIn, literal, overlay } from './header-mappings.ts';
import type { DenialCorsOptions } from './protect-options.ts';

const ORIGIN = 'Access-Control-Allow-Origin';
const CREDENTIALS = 'Access-Control-Allow-Credentials';
const EXPOSED = 'Access-Control-Expose-Headers';
const METHOD_RESPONSE = 'method.response.header.';
const ANY_ORIGIN = "'*'";

/** The CORS headers of denials. */
export interface DenialCors {
  /** Empty if neither the API nor the options declare an origin. */
  readonly headers: HeaderMappings;
  /** Whether the API declares credentials that denials cannot have. */
  readonly losesCredentials: boolean;
}

export interface DeclaredCors {
  readonly option: DenialCorsOptions | undefined;
  /** The headers of the API's default gateway responses. */
  readonly defaults: readonly HeaderMappings[];
  readonly preflights: readonly CfnMethod[];
}

/** The CORS headers of denials, from the first source that declares an origin: options, default responses, preflights. */
export function denialCors({ option, defaults, preflights }: DeclaredCors): DenialCors {
  if (option) {
    return corsHeaders({
      origin: literal(option.allowOrigin),
      credentials: option.allowCredentials ?? false,
    });
  }
  const declared = defaults.find((headers) => headerNamed(headers, ORIGIN) !== undefined);
  if (declared) return corsHeaders(declarationIn(declared));
  return preflightCors(preflights.flatMap((method) => preflightDeclarations(method)));
}

interface Declaration {
  /** A literal in quotes or a parameter, such as the Origin of the request. */
  readonly origin: string;
  readonly credentials: boolean;
  readonly exposed?: string | undefined;
}

/** Credentials require one literal origin. With any origin, a foreign page could use the credentials of its visitors. */
function corsHeaders({ origin, credentials, exposed }: Declaration): DenialCors {
  const isOneOrigin = origin.startsWith("'") && origin !== ANY_ORIGIN;
  return {
    headers: {
      [ORIGIN]: origin,
      ...(credentials && isOneOrigin && { [CREDENTIALS]: literal('true') }),
      ...(exposed !== undefined && { [EXPOSED]: exposed }),
    },
    losesCredentials: credentials && !isOneOrigin,
  };
}

/** A gateway response cannot choose among origins. It has no caller data, so several origins become `*`. */
function preflightCors(declarations: readonly Declaration[]): DenialCors {
  const [first] = declarations;
  if (!first) return { headers: {}, losesCredentials: false };
  const isCommon = (value: (declaration: Declaration) => unknown) =>
    declarations.every((each) => value(each) === value(first));
  return corsHeaders({
    origin: isCommon(({ origin }) => origin) ? first.origin : ANY_ORIGIN,
    credentials: declarations.some(({ credentials }) => credentials),
    exposed: isCommon(({ exposed }) => exposed) ? first.exposed : undefined,
  });
}

/** The declarations of a preflight. A template that chooses among origins counts as any origin. */
function preflightDeclarations({ integration }: CfnMethod): Declaration[] {
  const { integrationResponses } = fieldsOf(integration);
  const responses: readonly unknown[] = Array.isArray(integrationResponses) ? integrationResponses : [];
  return responses.flatMap((response) => {
    const { responseParameters, responseTemplates } = fieldsOf(response);
    const headers = headersIn(responseParameters, METHOD_RESPONSE);
    if (headerNamed(headers, ORIGIN) === undefined) return [];
    const templates = Object.values(fieldsOf(responseTemplates)).join('\n');
    const choosesOrigin = templates.toLowerCase().includes(`responseoverride.header.${ORIGIN.toLowerCase()}`);
    return [choosesOrigin ? { ...declarationIn(headers), origin: ANY_ORIGIN } : declarationIn(headers)];
  });
}

/** The headers of a default gateway response that denials copy unchanged. */
export function withoutCors(headers: HeaderMappings): HeaderMappings {
  const replaced = [ORIGIN, CREDENTIALS].map((name) => name.toLowerCase());
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !replaced.includes(name.toLowerCase())),
  );
}

/** Allows pages to read these headers of a response with CORS headers, beside those that the app exposes. */
export function exposing(headers: HeaderMappings, names: readonly string[]): HeaderMappings {
  const sent = names.filter((name) => headerNamed(headers, name) !== undefined);
  const declared = headerNamed(headers, EXPOSED) ?? literal('');
  // A parameter has no value that can be extended.
  if (headerNamed(headers, ORIGIN) === undefined || sent.length === 0 || !declared.startsWith("'"))
    return headers;
  const listed = declared
    .slice(1, -1)
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  const known = new Set(listed.map((name) => name.toLowerCase()));
  const added = known.has('*') ? [] : sent.filter((name) => !known.has(name.toLowerCase()));
  return overlay(headers, { [EXPOSED]: literal([...listed, ...added].join(',')) });
}

function declarationIn(headers: HeaderMappings): Declaration {
  return {
    origin: headerNamed(headers, ORIGIN) ?? ANY_ORIGIN,
    credentials: headerNamed(headers, CREDENTIALS) === literal('true'),
    exposed: headerNamed(headers, EXPOSED),
  };
}
