import { App, Stack, Stage } from 'aws-cdk-lib';
import { MockIntegration, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpUrlIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** The stack around the examples of the documents. */
export class ExampleStack extends Stack {
  readonly api: RestApi;
  readonly httpApi: HttpApi;
  readonly backend: lambda.Function;

  constructor() {
    super(new App(), 'Example', { env: { region: 'eu-central-1' } });
    this.backend = new lambda.Function(this, 'Backend', {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 });'),
    });

    this.api = new RestApi(this, 'Api', { defaultIntegration: new MockIntegration() });
    this.api.root.resourceForPath('/health').addMethod('GET');
    this.api.root.resourceForPath('/orders').addMethod('POST');
    this.api.root.resourceForPath('/orders/{id}').addMethod('GET');

    this.httpApi = new HttpApi(this, 'HttpApi');
    const integration = new HttpUrlIntegration('Backend', 'https://backend.example.com');
    for (const path of ['/health', '/orders']) {
      this.httpApi.addRoutes({ path, methods: [HttpMethod.GET], integration });
    }
  }

  synth(): void {
    Stage.of(this)?.synth();
  }
}
