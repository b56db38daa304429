import type { Headers } from '../core/access/presented-credential.ts';
import { asciiLowerCase, asciiUpperCase } from '../core/ascii.ts';
import { type Fields, isFields } from './event-fields.ts';

/** The parts of a request from which frameworks read a method override. */
interface OverrideSources {
  readonly headers: Headers;
  /** Values of the query parameter `_method`. */
  readonly query: readonly string[];
  /** The body as text, where it is available. */
  readonly body?: string | undefined;
}

/** Some servers read an underscore in a header name as a hyphen. */
const OVERRIDE_HEADERS = [
  'x-http-method-override',
  'x_http_method_override',
  'x-http-method',
  'x_http_method',
  'x-method-override',
  'x_method_override',
];
const PARAMETER = '_method';

/** A method that no service routes by and that has no permission. A request with it is denied. */
export const UNREADABLE_METHOD = '(unreadable)';

const METHOD = /^[A-Z]+$/;
const IN_MULTIPART = /name\*?\s*=[^;\r\n]*_method/i;

/**
 * The method overrides of a request in upper case. The service may route by one of them. An invalid value becomes
 * `UNREADABLE_METHOD`, because the service may parse it differently.
 */
export function overrideMethods({ headers, query, body }: OverrideSources): readonly string[] {
  const named = [...OVERRIDE_HEADERS.flatMap((name) => headers(name)), ...query];
  if (body) named.push(...methodsInForm(asciiLowerCase(headers('content-type').join(',')), body));
  return (
    named
      .flatMap((text) => text.split(','))
      .map((text) => asciiUpperCase(text.trim()))
      // All frameworks ignore an empty value.
      .filter((method) => method !== '')
      .map((method) => (METHOD.test(method) ? method : UNREADABLE_METHOD))
  );
}

function methodsInForm(contentType: string, body: string): readonly string[] {
  if (contentType.includes('multipart/form-data')) return IN_MULTIPART.test(body) ? [UNREADABLE_METHOD] : [];
  return contentType.includes('application/x-www-form-urlencoded') ? methodsInQuery(body) : [];
}

/** The values of `_method` in a query string or a URL-encoded form. */
export function methodsInQuery(text: string): readonly string[] {
  return text.includes('m') || text.includes('%') ? new URLSearchParams(text).getAll(PARAMETER) : [];
}

/** The method overrides of an event. Authorizer events have no body. */
export function overrideMethodsOfEvent(event: Fields, headers: Headers): readonly string[] {
  return overrideMethods({ headers, query: methodsInEventQuery(event), body: bodyOf(event) });
}

/** The values of `_method` in the query of an event, in all forms that gateways use. */
function methodsInEventQuery(event: Fields): readonly string[] {
  const { rawQueryString, queryStringParameters, multiValueQueryStringParameters } = event;
  return [
    ...(typeof rawQueryString === 'string' ? methodsInQuery(rawQueryString) : []),
    ...[queryStringParameters, multiValueQueryStringParameters].flatMap(methodsInParameters),
  ];
}

/** A load balancer does not decode names and values. */
function methodsInParameters(parameters: unknown): readonly string[] {
  if (!isFields(parameters)) return [];
  return Object.entries(parameters).flatMap(([name, value]) => {
    if (name !== PARAMETER && methodsInQuery(`${name}=`).length === 0) return [];
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.map((each) =>
      typeof each === 'string' ? (methodsInQuery(`${PARAMETER}=${each}`)[0] ?? '') : UNREADABLE_METHOD,
    );
  });
}

/** The decoded body of an event; undefined if it has no body. */
function bodyOf({ body, isBase64Encoded }: Fields): string | undefined {
  if (typeof body !== 'string') return undefined;
  return isBase64Encoded === true ? Buffer.from(body, 'base64').toString() : body;
}
