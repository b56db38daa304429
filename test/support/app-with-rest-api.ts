import { MockIntegration, RestApi, type RestApiProps } from 'aws-cdk-lib/aws-apigateway';
import { appWithKeys } from './app-with-keys.ts';

/** An app with Postern and a REST API that has the method `GET /`. */
export function appWithRestApi(props?: RestApiProps, context?: Record<string, unknown>) {
  const app = appWithKeys(context);
  const api = new RestApi(app.stack, 'Api', { defaultIntegration: new MockIntegration(), ...props });
  api.root.addMethod('GET');
  return { ...app, api };
}
