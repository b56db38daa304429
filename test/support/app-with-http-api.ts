import { HttpApi, type HttpApiProps, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { appWithKeys } from './app-with-keys.ts';

/** An app with Postern and an HTTP API that has the route `GET /hello`; `integration` serves for more routes. */
export function appWithHttpApi(props?: HttpApiProps) {
  const app = appWithKeys();
  const integration = new HttpUrlIntegration('Backend', 'https://backend.example.com');
  const api = new HttpApi(app.stack, 'Api', props);
  api.addRoutes({ path: '/hello', methods: [HttpMethod.GET], integration });
  return { ...app, api, integration };
}
