import { expect, it } from 'vitest';
import { statementsOfRole } from '../support/role-statements.ts';
import { stageTemplates } from '../support/stage-templates.ts';

it.each([...stageTemplates('prod')])(
  'one role calls the functions of all schedules of %s, and no others',
  (_, template) => {
    const targets = Object.values(template.findResources('AWS::Scheduler::Schedule')).map(
      ({ Properties }) => Properties.Target,
    );
    const roles = [...new Set(targets.map(({ RoleArn }) => RoleArn['Fn::GetAtt'][0]))];
    expect(roles.length).toBeLessThanOrEqual(1);
    const statements = roles.flatMap((role) => statementsOfRole(template, role));
    const callable = statements.flatMap(({ Resource }) => Resource);
    const functions = new Set(targets.map(({ Arn }) => Arn['Fn::GetAtt'][0]));
    expect(callable).toHaveLength(functions.size);
    expect(callable).toEqual(
      expect.arrayContaining([...functions].map((id) => ({ 'Fn::GetAtt': [id, 'Arn'] }))),
    );
    expect(statements.flatMap(({ Action }) => Action)).toEqual(roles.map(() => 'lambda:InvokeFunction'));
  },
);
