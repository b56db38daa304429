import { App } from 'aws-cdk-lib';
import { addPostern } from '../lib/stacks/postern.ts';
import { chooseStage } from '../lib/stages/choose.ts';

const app = new App();
const stage = app.node.tryGetContext('stage');
const region = app.node.tryGetContext('region');
const profile = app.node.tryGetContext('profile');
addPostern(app, chooseStage({ stage, region, profile }));
