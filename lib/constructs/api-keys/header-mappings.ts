import type { CfnGatewayResponse } from 'aws-cdk-lib/aws-apigateway';
import { fieldsOf } from '../rendered-properties.ts';

/** Response headers by name. Each value is a literal in single quotes or a request parameter. */
export type HeaderMappings = Readonly<Record<string, string>>;

const GATEWAY_RESPONSE = 'gatewayresponse.header.';

export function literal(value: string): string {
  return `'${value}'`;
}

/** The headers that a gateway response declares. */
export function gatewayHeaders({ responseParameters }: CfnGatewayResponse): HeaderMappings {
  return headersIn(responseParameters, GATEWAY_RESPONSE);
}

/** The parameters of a gateway response that sets these headers. */
export function gatewayParameters(headers: HeaderMappings): HeaderMappings {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [GATEWAY_RESPONSE + name, value]));
}

/** The headers in a map of response parameters. Values may contain tokens. A map that is a token returns no headers. */
export function headersIn(parameters: unknown, prefix: string): HeaderMappings {
  const mappings: Record<string, string> = {};
  for (const [name, value] of Object.entries(fieldsOf(parameters))) {
    if (name.startsWith(prefix) && typeof value === 'string') mappings[name.slice(prefix.length)] = value;
  }
  return mappings;
}

/** The value of a header. Names are case-insensitive. */
export function headerNamed(headers: HeaderMappings, name: string): string | undefined {
  const found = Object.entries(headers).find(([each]) => each.toLowerCase() === name.toLowerCase());
  return found?.[1];
}

/** Merges headers. A later layer overrides an earlier one; names are case-insensitive. */
export function overlay(...layers: readonly HeaderMappings[]): HeaderMappings {
  const byName = new Map<string, [string, string]>();
  for (const layer of layers) {
    for (const entry of Object.entries(layer)) byName.set(entry[0].toLowerCase(), entry);
  }
  return Object.fromEntries(byName.values());
}
