import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { readAlarmText } from '../../../lib/contracts/alarm-notification.ts';
import { isSavedQuery, SAVED_QUERIES } from '../../../lib/contracts/saved-queries.ts';
import { TENANT_ALARMS } from '../../../lib/core/monitoring/tenant-alarms.ts';
import { detectionSeconds } from '../../support/detection-time.ts';
import { type AlarmProperties, alarmsOf, watchedStack } from '../../support/monitored-app.ts';
import {
  codeBlocks,
  commandsIn,
  RUNBOOKS,
  runbookCommands,
  runbookSections,
  runbookText,
} from '../../support/runbooks.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** The maximum delay for attacks, authorizers and failed rotations. */
const AT_ONCE_SECONDS = 120;
const AT_ONCE = [
  ...[
    'failed-authentication-spike',
    'failed-authentication-ratio',
    'key-guessing',
    'failed-authentication-source',
  ],
  ...['authorizer-faults', 'authorizer-throttles', 'authorizer-latency', 'rotation-failed'],
  'limiter-unavailable',
  ...['secret-value-rejected', 'admin-access-denied', 'admin-change-burst'],
];

let alarms: ReadonlyMap<string, AlarmProperties>;
let descriptions: ReadonlyMap<string, string>;

beforeAll(() => {
  const { template } = watchedStack({ runbooks: 'https://runbooks.example' });
  alarms = alarmsOf(template);
  descriptions = new Map(
    [...alarms].map(([name, { AlarmDescription }]) => [name, AlarmDescription] as const),
  );
});

it('each alarm has a runbook, and each runbook an alarm', () => {
  expect([...descriptions.keys()].sort()).toEqual(RUNBOOKS.toSorted());
});

it('the description of each alarm names its runbook and its first query, and the runbook contains that query', () => {
  for (const [name, description] of descriptions) {
    const text = readAlarmText(description);
    expect(text?.runbook).toBe(`https://runbooks.example/${name}.md`);
    expect(description.length).toBeLessThanOrEqual(1024);
    expect(runbookText(name), name).toContain(text && SAVED_QUERIES[text.query].text);
  }
});

describe.each(RUNBOOKS)('the runbook of %s', (runbook) => {
  it('has the sections of a runbook in their order, none of them empty', () => {
    const sections = runbookSections(runbook);
    expect(sections.map(({ title }) => title)).toEqual([
      ...['Description', 'Impact', 'First response', 'Investigation', 'Resolution', 'Verification'],
      'False positives',
    ]);
    for (const { title, text } of sections) expect(text.trim(), title).not.toBe('');
  });

  it.each(['First response', 'Verification'])('has a command to paste in the section %s', (section) => {
    const found = runbookSections(runbook).find(({ title }) => title === section);
    expect(commandsIn(found?.text ?? '')).not.toEqual([]);
  });

  it('contains the text of the saved queries that it names', () => {
    const queries = [...runbookText(runbook).matchAll(/`([\w-]+)`:\n\n```insights\n(.*?)\n```/gs)];
    expect(queries).toHaveLength(codeBlocks(runbookText(runbook), 'insights').length);
    for (const [, name = '', text] of queries) {
      expect(isSavedQuery(name) && SAVED_QUERIES[name].text, name).toBe(text);
    }
  });
});

it('the AWS commands in runbooks and their options exist', () => {
  const commands = RUNBOOKS.flatMap(runbookCommands).filter((line) => line.startsWith('aws '));
  expect(commands.length).toBeGreaterThan(5);
  for (const command of commands) expect(unknownParts(command), command).toEqual([]);
});

/** The parts of an AWS CLI command without a counterpart in its API. */
function unknownParts(command: string): string[] {
  const [, service = '', operation = '', ...rest] = command.split(' ');
  const types = typesOf(service);
  const name = pascal(operation);
  const [, members = ''] =
    new RegExp(`interface (?:${name}(?:Request|Input|Message)|${INPUTS[name]}) \\{(.*?)^\\}`, 'ms').exec(
      types,
    ) ?? [];
  if (!types.includes(`interface ${name}`)) return [operation];
  const options = rest.filter((word) => word.startsWith('--')).map((word) => pascal(word.slice(2)));
  return options.filter((option) => !new RegExp(`^\\s+${option}\\??:`, 'im').test(members));
}

function typesOf(service: string): string {
  const client = createRequire(import.meta.url).resolve(`@aws-sdk/client-${CLIENTS[service] ?? service}`);
  const folder = join(dirname(dirname(client)), 'dist-types/models');
  return readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
}

/** Operations whose input has another name. */
const INPUTS: Readonly<Record<string, string>> = { Invoke: 'InvocationRequest' };

/** Services whose client package has another name than their command. */
const CLIENTS: Readonly<Record<string, string>> = {
  secretsmanager: 'secrets-manager',
  logs: 'cloudwatch-logs',
};

function pascal(words: string): string {
  return words.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

it('exists for each alarm whose cause can be in a tenant, which the console looks up by its name', () => {
  const names = [...alarms.keys(), 'failed-authentication-anomaly'];
  expect(TENANT_ALARMS.filter((name) => !names.includes(name))).toEqual([]);
});

describe('the maximum delay of an alarm', () => {
  it.each(AT_ONCE)(`is at most ${AT_ONCE_SECONDS} seconds: %s`, (name) => {
    const alarm = alarms.get(name);
    expect(alarm && detectionSeconds(alarm)).toBeLessThanOrEqual(AT_ONCE_SECONDS);
  });

  it('is documented in docs/monitoring.md for each alarm of the template', () => {
    const document = readFileSync(join(ROOT, 'docs/monitoring.md'), 'utf8');
    const rows = [
      ...document.matchAll(/^\| \[([\w-]+)\]\(runbooks\/[\w-]+\.md\)\s*\|.*\|\s*(\d+) s\s*\|$/gm),
    ];
    const documented = rows.map(([, name, seconds]) => `${name} ${seconds}`);
    const actual = [...alarms].map(([name, alarm]) => `${name} ${detectionSeconds(alarm)}`);
    expect(documented.sort()).toEqual(actual.sort());
  });
});
