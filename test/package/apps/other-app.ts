import { App } from 'aws-cdk-lib';
import { ApiKeys } from 'postern';
import { ApisStack } from './apis-stack.js';

const apis = new ApisStack(new App(), 'Apis');
const keys = ApiKeys.fromStage(apis, 'Keys', { stage: 'dev' });
keys.protect(apis.rest);
keys.protect(apis.http);
