import { Stack } from 'aws-cdk-lib';
import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Construct } from 'constructs';

/** An existing REST API and HTTP API. */
export class ApisStack extends Stack {
  readonly rest: RestApi;
  readonly http: HttpApi;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.rest = new RestApi(this, 'Rest', { defaultIntegration: new MockIntegration() });
    const orders = this.rest.root.addResource('orders');
    for (const method of ['GET', 'POST']) orders.addMethod(method);

    this.http = new HttpApi(this, 'Http');
    const integration = new HttpUrlIntegration('Orders', 'https://orders.example.com');
    this.http.addRoutes({ path: '/orders', methods: [HttpMethod.GET, HttpMethod.POST], integration });
  }
}
