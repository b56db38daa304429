import { globSync } from 'node:fs';
import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { BundledFunction } from '../../lib/constructs/bundled-function.ts';
import { statementsOfFunction } from '../support/role-statements.ts';
import { temporaryApp } from '../support/temporary-app.ts';

function synthesize(bundle: string) {
  const app = temporaryApp();
  const stack = new Stack(app, 'Stack');
  new BundledFunction(stack, 'It', { bundle, description: 'it', timeout: Duration.seconds(5) });
  return { template: Template.fromStack(stack), directory: app.synth().directory };
}

describe('a bundled function', () => {
  it('can write only to its own log group', () => {
    const { template } = synthesize('authorizer');
    const [logGroup] = Object.keys(template.findResources('AWS::Logs::LogGroup'));
    expect(statementsOfFunction(template, 'it')).toEqual([
      {
        Effect: 'Allow',
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: { 'Fn::GetAtt': [logGroup, 'Arn'] },
      },
    ]);
  });

  it('sets the retention of its log, and excludes the lines of each invocation', () => {
    const { template } = synthesize('authorizer');
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
    template.hasResourceProperties('AWS::Lambda::Function', {
      LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN', LogGroup: { Ref: Match.anyValue() } },
    });
  });

  it('is deployed without source maps', () => {
    const { directory } = synthesize('authorizer');
    const files = globSync('asset.*/**', { cwd: directory });
    expect(files.filter((file) => file.endsWith('index.mjs'))).toHaveLength(1);
    expect(files.filter((file) => file.endsWith('.map'))).toEqual([]);
  });

  it('fails without the bundle, with the next command', () => {
    expect(() => synthesize('no-such-lambda')).toThrow(
      /Missing bundle .*no-such-lambda.* run: npm run build/,
    );
  });
});
