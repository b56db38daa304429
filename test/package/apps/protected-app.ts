import { App, Stack } from 'aws-cdk-lib';
import { ApiKeys } from 'postern';
import { ApisStack } from './apis-stack.js';

const app = new App();
const apis = new ApisStack(app, 'Apis');
const keys = new ApiKeys(new Stack(app, 'Keys'), 'Keys', { stage: 'dev' });
keys.protect(apis.rest);
keys.protect(apis.http);
