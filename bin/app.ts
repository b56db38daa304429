import { App } from 'aws-cdk-lib';
import { addPostern } from '../lib/stacks/postern.ts';
import { chooseStage } from '../lib/stages/choose.ts';

const app = new App();
addPostern(app, chooseStage(app.node.getAllContext()));
