import { Annotations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import type { ProtectOptions } from './protect-options.ts';
import type { RouteProtection } from './route-protection.ts';

export interface PreflightReportProps {
  readonly api: IConstruct;
  readonly protection: RouteProtection;
  readonly options: ProtectOptions;
  /** Whether API Gateway adds CORS headers to denials. */
  readonly areDenialsReadable: boolean;
  /** The next steps in warnings, for `OPTIONS` routes, for routes of any method, and for denials without CORS headers. */
  readonly remedies: { readonly options: string; readonly any: string; readonly denials: string };
}

/**
 * Warns at synth if browsers cannot call the API. A preflight carries no key, so a protected route denies it, and a page
 * cannot read a denial without CORS headers. If the API declares no CORS, the warning is an info message.
 */
export function reportPreflights(props: PreflightReportProps): void {
  const { api, protection, options, areDenialsReadable, remedies } = props;
  const names = protection.routes().map(({ name }) => name);
  const closed = protection.routes().filter((route) => protection.needsKey(route));
  const preflights = names.filter((name) => name.startsWith('OPTIONS '));
  const declaresCors = areDenialsReadable || preflights.length > 0;

  const deniedOptions = closed
    .filter(({ name }) => name.startsWith('OPTIONS ') && !Object.hasOwn(options.permissions ?? {}, name))
    .map(({ name }) => name);
  if (deniedOptions.length > 0) {
    Annotations.of(api).addWarningV2(
      'postern:deniedPreflight',
      `${sortedList(deniedOptions)} need a key, which browsers do not send with a preflight: pages cannot call these paths. ` +
        `${remedies.options}, or let the backend answer without a key: open: [${deniedOptions.map((name) => `'${name}'`).join(', ')}]. ` +
        "If no page calls them, name a permission: permissions: { 'OPTIONS …': 'read' }",
    );
  }

  const reached = closed
    .filter(({ name }) => isAnyMethod(name) && !preflights.includes(preflightOf(name)))
    .map(({ name }) => name);
  if (reached.length > 0) {
    const message =
      `browser preflights reach ${sortedList(reached)}, which need a key, and are denied. If pages call this API: ` +
      `${remedies.any}, or add ${sortedList(reached.map(preflightOf))} with the integration of the backend and open it: ` +
      `open: [${reached.map((name) => `'${preflightOf(name)}'`).join(', ')}]`;
    if (declaresCors) Annotations.of(api).addWarningV2('postern:preflightOfAnyMethod', message);
    else Annotations.of(api).addInfoV2('postern:preflightOfAnyMethod', message);
  }

  if (declaresCors && !areDenialsReadable) {
    Annotations.of(api).addWarningV2(
      'postern:unreadableDenials',
      `denials have no CORS headers, so pages receive a network error instead of the status. ${remedies.denials}`,
    );
  }
}

function isAnyMethod(name: string): boolean {
  return name === '$default' || name.startsWith('ANY ');
}

/** The route of the preflights that would reach a route of any method. */
function preflightOf(name: string): string {
  return name === '$default' ? 'OPTIONS /{proxy+}' : name.replace('ANY ', 'OPTIONS ');
}

function sortedList(names: readonly string[]): string {
  return [...names].sort().join(', ');
}
