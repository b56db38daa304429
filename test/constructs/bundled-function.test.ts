import { globSync } from 'node:fs';
import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { BundledFunction } from '../../lib/constructs/bundled-function.ts';
import { statementsOfFunction } from '../support/role-statements.ts';
import { throwAwayApp } from '../support/temporary-app.ts';

function synthesize(bundle: string) {
  const app = throwAwayApp();
  const stack = new Stack(app, 'Stack');
  new BundledFunction(stack, 'It', { bundle, description: 'it', timeout: Duration.seconds(5) });
  return { template: Template.fromStack(stack), directory: app.synth().directory };
}

describe('a bundled function', () => {
  it('may write to its own log group and has no other right', () => {
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

  it('keeps its log for a stated time, without the lines about each invocation', () => {
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

  it('fails with the command to run where the bundle was not built', () => {
    expect(() => synthesize('no-such-lambda')).toThrow(/no-such-lambda.* is missing; .* run: npm run build/);
  });
});
