import { SNSClient } from '@aws-sdk/client-sns';
import { createPublish } from '../../lib/adapters/sns/publish.ts';
import { createHandler } from './handler.ts';

export const handler = createHandler({ publish: createPublish(new SNSClient()) });
