#!/usr/bin/env node
import { App } from 'aws-cdk-lib';
import { addPostern } from '../lib/stacks/postern.ts';
import { chooseStage } from '../lib/stages/choose.ts';
import { readSettingsFile } from './settings-file.ts';

const app = new App();
addPostern(app, chooseStage(app.node.getAllContext(), readSettingsFile(process.cwd())));
