import { type HttpApi, HttpMethod, type HttpRouteIntegration } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { consoleRoutes, consoleUserRoutes } from '../../contracts/http/console.ts';
import type { Route } from '../../contracts/http/route.ts';
import type { OidcUsers } from '../console-users/console-user-source.ts';

/**
 * Adds the routes of console users. API Gateway verifies their access tokens: signature, issuer, audience, times and
 * scope. An ID token has no scope and is rejected.
 */
export function addConsoleRoutes(
  api: HttpApi,
  integration: HttpRouteIntegration,
  { issuer, audience, scope }: OidcUsers,
): void {
  const authorizer = new HttpJwtAuthorizer('People', issuer, { jwtAudience: [audience] });
  const routes: readonly Route[] = [...Object.values(consoleRoutes), ...Object.values(consoleUserRoutes)];
  for (const { method, path } of routes) {
    api.addRoutes({
      path,
      methods: [HttpMethod[method]],
      integration,
      authorizer,
      authorizationScopes: [scope],
    });
  }
}
