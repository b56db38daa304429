import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { CreateQueueCommand, GetQueueUrlCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { GetParametersCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { expect, it, onTestFinished, vi } from 'vitest';
import { type Emulator, startEmulator } from '../../scripts/local/emulator.ts';
import { rootClient } from '../../scripts/local/environment.ts';
import { Failure } from '../../scripts/local/failure.ts';
import { createStateDirectory } from '../../scripts/local/home-folder.ts';
import { freePort } from '../../scripts/local/port.ts';
import { readLastStop } from '../../scripts/local/saved-state.ts';
import { type StateDirectory, stateDirectoryIn } from '../../scripts/local/state-directory.ts';
import { EMULATOR, pythonWith } from '../../scripts/local/virtual-environment.ts';
import { temporaryFolder } from '../support/temporary-state.ts';
import { createChangeRecorder, putItem, recordedChanges } from './support/change-recorder.ts';
import { createFunction } from './support/create-function.ts';

const STOPPED_WITHIN_MS = 20_000;
const WAIT = { timeout: 30_000, interval: 200 };

async function newHome(): Promise<StateDirectory> {
  const folder = await temporaryFolder();
  const home = stateDirectoryIn(folder);
  await createStateDirectory(home);
  // A killed emulator does not delete its temporary files.
  vi.stubEnv('TMPDIR', folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  return home;
}

async function start(home: StateDirectory): Promise<Emulator> {
  const work = { home, signal: new AbortController().signal, say: () => {} };
  return startEmulator(work, await pythonWith(EMULATOR, work), await freePort());
}

async function change(endpointUrl: string, value: string): Promise<void> {
  const parameter = { Name: 'a', Value: value, Type: 'String', Overwrite: true } as const;
  await new SSMClient(rootClient(endpointUrl)).send(new PutParameterCommand(parameter));
}

async function current(endpointUrl: string): Promise<string | undefined> {
  const found = await new SSMClient(rootClient(endpointUrl)).send(new GetParametersCommand({ Names: ['a'] }));
  return found.Parameters?.[0]?.Value;
}

async function kill(home: StateDirectory): Promise<void> {
  process.kill(Number(await readFile(home.runningMarker, 'utf8')), 'SIGKILL');
}

it('changes survive an orderly stop', async () => {
  const home = await newHome();
  const first = await start(home);
  await change(first.endpointUrl, 'one');
  await first.stop();
  expect(await readLastStop(home)).toEqual({ inOrder: true });

  const second = await start(home);
  expect(await current(second.endpointUrl)).toBe('one');
  await second.stop();
});

it('a crash is reported immediately, and the next start restores the state of the last orderly stop', async () => {
  const home = await newHome();
  const saved = await start(home);
  await change(saved.endpointUrl, 'one');
  await saved.stop();

  const crashing = await start(home);
  await change(crashing.endpointUrl, 'two');
  await kill(home);
  await once(crashing.crashed, 'abort');
  expect(crashing.crashed.reason).toBeInstanceOf(Failure);
  expect(crashing.crashed.reason.message).toMatch(/^The emulator crashed \(SIGKILL\).*npm start/);
  expect(await readLastStop(home)).toEqual({ inOrder: false, savedAt: expect.any(Date) });

  const next = await start(home);
  expect(await current(next.endpointUrl)).toBe('one');
  await next.stop();
});

it('the emulator of a killed start stops in an orderly way', async () => {
  const home = await newHome();
  const work = { home, signal: new AbortController().signal, say: () => {} };
  const python = await pythonWith(EMULATOR, work);
  const module = new URL('../../scripts/local/emulator.ts', import.meta.url).href;
  const script = `
    const { startEmulator } = await import(${JSON.stringify(module)});
    const work = { home: ${JSON.stringify(home)}, signal: new AbortController().signal };
    const { endpointUrl } = await startEmulator(work, ${JSON.stringify(python)}, ${await freePort()});
    console.log(endpointUrl);`;
  const killed = spawn(process.execPath, ['--input-type=module', '--eval', script]);
  const [endpointUrl] = await once(killed.stdout, 'data');
  await change(String(endpointUrl).trim(), 'one');
  killed.kill('SIGKILL');
  await vi.waitUntil(() => !existsSync(home.runningMarker), { timeout: STOPPED_WITHIN_MS });

  const next = await start(home);
  expect(await current(next.endpointUrl)).toBe('one');
  await next.stop();
});

it('an emulator fails to start on a port in use, and the other emulator keeps running', async () => {
  const home = await newHome();
  const first = await start(home);
  const port = Number(new URL(first.endpointUrl).port);
  const work = { home: await newHome(), signal: new AbortController().signal, say: () => {} };
  const second = startEmulator(work, await pythonWith(EMULATOR, work), port);
  await expect(second).rejects.toThrow(`Port ${port} is in use`);
  await change(first.endpointUrl, 'still there');
  await first.stop();
});

it('an unreadable state is neither ignored nor overwritten', async () => {
  const home = await newHome();
  const first = await start(home);
  await change(first.endpointUrl, 'one');
  await first.stop();
  await writeFile(`${home.state}/ssm.json`, '{');
  for (const _again of [1, 2]) {
    await expect(start(home)).rejects.toThrow(/cannot be read\. Delete it: npm start -- --reset$/);
  }
});

it('only their owner can read the files that a start writes', async () => {
  const home = await newHome();
  await writeFile(home.alarmsJson, '{}', { mode: 0o644 });
  const emulator = await start(home);
  await new IAMClient(rootClient(emulator.endpointUrl)).send(new CreateUserCommand({ UserName: 'a' }));
  await emulator.stop();
  await createStateDirectory(home);
  expect((await stat(home.directory)).mode & 0o777).toBe(0o700);
  const files = await readdir(home.directory, { recursive: true, withFileTypes: true });
  const readable = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  expect(readable).toContain(join(home.state, 'iam.json'));
  for (const file of readable) expect((await stat(file)).mode & 0o777, file).toBe(0o600);
});

it('a request that AWS rejects is recorded with its fault, although the emulator accepts it', async () => {
  const home = await newHome();
  const requestFaults = join(home.directory, 'request-faults');
  const emulator = await start({ ...home, requestFaults });
  const ssm = new SSMClient(rootClient(emulator.endpointUrl));
  const parameter = { Name: 'a', Value: 'a', Type: 'String' } as const;
  const faulty: readonly object[] = [
    { ...parameter, Value: undefined },
    { ...parameter, Type: 'Text' },
    { ...parameter, Description: 'a'.repeat(1025) },
    { ...parameter, KeyId: 'a?' },
    { ...parameter, Name: '' },
  ];
  for (const input of [parameter, ...faulty]) {
    // @ts-expect-error the types reject most of them, too
    await ssm.send(new PutParameterCommand(input)).catch(() => undefined);
  }
  await emulator.stop();
  const faults = (await readFile(requestFaults, 'utf8')).trimEnd().split('\n');
  expect(faults).toEqual([
    expect.stringContaining('Missing required parameter in input: "Value"'),
    expect.stringContaining('.Type is not one of String, StringList, SecureString'),
    expect.stringContaining('.Description exceeds the maximum 1024'),
    expect.stringContaining('.KeyId does not match'),
    expect.stringContaining('Invalid length for parameter Name'),
  ]);
});

it('a request in any protocol that AWS rejects is recorded', async () => {
  const home = await newHome();
  const requestFaults = join(home.directory, 'request-faults');
  const emulator = await start({ ...home, requestFaults });
  const root = rootClient(emulator.endpointUrl);
  const TopicArn = 'arn:aws:sns:us-east-1:000000000000:a';
  const s3 = new S3Client({ ...root, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'bucket' }));
  const requests = [
    // @ts-expect-error a message is required
    new SNSClient(root).send(new PublishCommand({ TopicArn })),
    // @ts-expect-error the types reject the value, too
    new LambdaClient(root).send(new InvokeCommand({ FunctionName: 'a', InvocationType: 'Later' })),
    s3.send(
      // @ts-expect-error the types reject the value, too
      new PutObjectCommand({ Bucket: 'bucket', Key: 'a/b', Body: 'a', StorageClass: 'COLD' }),
    ),
    new CloudWatchClient(root).send(new DescribeAlarmsCommand({ MaxRecords: 101 })),
    new SNSClient(root).send(new PublishCommand({ TopicArn, Message: 'a' })),
    s3.send(new ListObjectsV2Command({ Bucket: 'bucket' })),
  ];
  await Promise.allSettled(requests);
  await emulator.stop();
  const faults = (await readFile(requestFaults, 'utf8')).trimEnd().split('\n').sort();
  expect(faults).toEqual([
    expect.stringMatching(/^cloudwatch:DescribeAlarms: .*MaxRecords exceeds the maximum 100/),
    expect.stringMatching(/^lambda:Invoke\w*: .*InvocationType is not one of Event, RequestResponse, DryRun/),
    expect.stringMatching(/^s3:PutObject: .*StorageClass is not one of STANDARD,/),
    expect.stringMatching(/^sns:Publish: Missing required parameter in input: "Message"/),
  ]);
});

it('a queue that was created on one port works on another', async () => {
  const home = await newHome();
  const first = await start(home);
  const created = await new SQSClient(rootClient(first.endpointUrl)).send(
    new CreateQueueCommand({ QueueName: 'a' }),
  );
  await first.stop();

  const second = await start(home);
  const port = (url = '') => new URL(url).port;
  expect(port(second.endpointUrl)).not.toBe(port(first.endpointUrl));
  const sqs = new SQSClient(rootClient(second.endpointUrl));
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'a' }));
  expect(port(QueueUrl)).toBe(port(second.endpointUrl));
  expect(new URL(QueueUrl ?? '').pathname).toBe(new URL(created.QueueUrl ?? '').pathname);
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a' }));
  await second.stop();
});

it('after a restart a function receives the next change of a table', async () => {
  const home = await newHome();
  const first = await start(home);
  await createChangeRecorder(first.endpointUrl);
  for (const id of ['1', '2', '3']) await putItem(first.endpointUrl, id);
  await vi.waitUntil(async () => (await recordedChanges(first.endpointUrl)).length === 3, WAIT);
  await first.stop();

  const second = await start(home);
  await putItem(second.endpointUrl, '4');
  await vi.waitUntil(async () => (await recordedChanges(second.endpointUrl)).length > 3, WAIT);
  expect(await recordedChanges(second.endpointUrl)).toEqual(['1', '2', '3', '4']);
  await second.stop();
});

/** The result of a function, or the error that it threw. */
async function invoke(endpointUrl: string, name: string, event: unknown = null) {
  const command = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) });
  const { Payload, FunctionError } = await new LambdaClient(rootClient(endpointUrl)).send(command);
  return { FunctionError, body: JSON.parse(Buffer.from(Payload ?? []).toString()) };
}

it('a function whose handler throws handles the next invocation in the same process', async () => {
  const { endpointUrl, stop } = await start(await newHome());
  await createFunction(
    endpointUrl,
    'fails',
    'export const handler = async (fails) => { if (fails) throw new Error("Unauthorized"); return process.pid; };',
  );
  const before = await invoke(endpointUrl, 'fails', false);
  expect(await invoke(endpointUrl, 'fails', true)).toMatchObject({
    FunctionError: 'Unhandled',
    body: { errorMessage: 'Unauthorized' },
  });
  expect(await invoke(endpointUrl, 'fails', false)).toEqual(before);
  await stop();
});

it('32 concurrent invocations of a function start at most as many processes at a time as there are processors', async () => {
  const { endpointUrl, stop } = await start(await newHome());
  const folder = JSON.stringify(await temporaryFolder());
  // The module counts itself only while it loads, which is shorter than the start of its process.
  await createFunction(
    endpointUrl,
    'counts',
    `import { readdirSync, rmSync, writeFileSync } from 'node:fs';
    const own = ${folder} + '/' + process.pid;
    writeFileSync(own, '');
    await fetch(process.env.AWS_ENDPOINT_URL + '/_ministack/health');
    const starting = readdirSync(${folder}).length;
    rmSync(own);
    export const handler = async () => starting;`,
  );
  const answers = await Promise.all(Array.from({ length: 32 }, () => invoke(endpointUrl, 'counts')));
  expect(answers.filter(({ FunctionError }) => FunctionError)).toEqual([]);
  expect(Math.max(...answers.map(({ body }) => body))).toBeLessThanOrEqual(cpus().length);
  await stop();
});
