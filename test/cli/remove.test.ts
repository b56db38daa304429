import { describe, expect, it } from 'vitest';
import type {
  RemovableSecret,
  RemovableStack,
  RemovalAccount,
} from '../../lib/api-client/removal-account.ts';
import { EXIT } from '../../lib/cli/exit-codes.ts';
import { fakeApi } from './support/fake-api.ts';
import { removalAccountOf } from './support/instruments.ts';
import { NOW, runCli } from './support/run-cli.ts';

const ARCHIVE = {
  type: 'AWS::S3::Bucket',
  id: 'postern-prod-data-archive',
  isRetained: true,
  properties: { ObjectLockConfiguration: { Rule: { DefaultRetention: { Days: 430 } } } },
};
const KEY = { type: 'AWS::KMS::Key', id: 'key-1', isRetained: false, properties: {} };
const TABLE = { type: 'AWS::DynamoDB::GlobalTable', id: 'keys', isRetained: true, properties: {} };

const stackOf = (resources: RemovableStack['resources'], deletedAtMs?: number): RemovableStack => ({
  name: 'Postern-prod-Data',
  deletedAtMs,
  resources,
});
const RELEASED = stackOf([ARCHIVE, KEY, { ...TABLE, isRetained: false }]);
const RETAINING = stackOf([ARCHIVE, KEY, TABLE]);
const DEPLOY = 'npx cdk deploy --all -c stage=prod -c region=eu-central-1 -c removal=destroy';

/** Secrets Manager: rejects the deletion of a secret with replicas. The process ends at a chosen request. */
class Secrets {
  readonly requests: string[] = [];
  #secrets: RemovableSecret[];
  #endsAt = Number.POSITIVE_INFINITY;

  constructor(...secrets: readonly RemovableSecret[]) {
    this.#secrets = [...secrets];
  }

  endAfter(requests: number): void {
    this.#endsAt = this.requests.length + requests;
  }

  get names(): readonly string[] {
    return this.#secrets.map(({ name }) => name);
  }

  account(stacks: readonly RemovableStack[]): RemovalAccount {
    return removalAccountOf({
      stacks: async () => stacks,
      secrets: async () => [...this.#secrets],
      replicasOf: async (arn) => this.#find(arn)?.replicas ?? [],
      removeReplicas: async (arn) => {
        this.#request(`remove replicas ${arn}`);
        this.#secrets = this.#secrets.map((each) => (each.arn === arn ? { ...each, replicas: [] } : each));
      },
      deleteSecret: async (arn, days) => {
        this.#request(`delete ${arn} in ${days} days`);
        if (this.#find(arn)?.replicas.length !== 0) throw new Error(`${arn} has replicas`);
        this.#secrets = this.#secrets.filter((each) => each.arn !== arn);
      },
    });
  }

  #find(arn: string): RemovableSecret | undefined {
    return this.#secrets.find((each) => each.arn === arn);
  }

  #request(text: string): void {
    if (this.requests.length >= this.#endsAt) throw new Error('the process ended');
    this.requests.push(text);
  }
}

const secret = (n: number, ...replicas: readonly string[]): RemovableSecret => ({
  arn: `arn:${n}`,
  name: `postern/prod/key${n}`,
  replicas,
});

function remove(account: RemovalAccount, ...words: readonly string[]) {
  return runCli(['remove', '--stage', 'prod', '--region', 'eu-central-1', ...words], {
    transport: fakeApi().transport,
    local: false,
    instruments: { openRemoval: async () => account, pause: async () => {} },
  });
}

describe('postern remove', () => {
  it('prints the command that releases retained resources, the secrets and the command that deletes the stacks', async () => {
    const secrets = new Secrets(secret(1, 'eu-west-1', 'us-east-1'), secret(2));
    const { stdout, exitCode } = await remove(secrets.account([RETAINING]), '--dry-run');
    expect(stdout).toContain(`1. Retention: the stacks retain 1 resource. To release them: ${DEPLOY}`);
    expect(stdout).toContain('2. Secrets of managed keys: 2 with 2 replicas. This command deletes them.');
    expect(stdout).toContain(
      '3. Stacks: 1 with 3 resources. To delete them: npx cdk destroy --all -c stage=prod -c region=eu-central-1 -c removal=destroy',
    );
    expect(exitCode).toBe(EXIT.ok);
    expect(secrets.requests).toEqual([]);
  });

  it('prints the dates to wait for: the archive and the pending window of the encryption keys', async () => {
    const { stdout } = await remove(new Secrets().account([RELEASED]));
    expect(stdout).toContain('2028-03-09  audit archive postern-prod-data-archive, empty then.');
    expect(stdout).toContain('aws s3api delete-bucket --bucket postern-prod-data-archive');
    expect(stdout).toContain('2027-01-31  encryption key key-1, deleted by AWS');
  });

  it('counts the dates of a deleted stack from its deletion, and lists the retained resources', async () => {
    const deleted = stackOf([ARCHIVE, TABLE, KEY], NOW - 86_400_000);
    const { stdout } = await remove(new Secrets().account([deleted]));
    expect(stdout).toContain('3. Stacks: none.');
    expect(stdout).toContain('AWS::DynamoDB::GlobalTable  keys');
    expect(stdout).toContain('2028-03-08  audit archive');
    expect(stdout).toContain('2027-01-30  encryption key key-1');
  });

  it('deletes the secrets although a stack that was deleted earlier retained resources', async () => {
    const secrets = new Secrets(secret(1));
    const earlier = { ...stackOf([TABLE], NOW - 86_400_000), name: 'Postern-prod-Monitoring' };
    const { stdout, exitCode } = await remove(secrets.account([RELEASED, earlier]), '--yes');
    expect(exitCode).toBe(EXIT.ok);
    expect(secrets.names).toEqual([]);
    expect(stdout).toContain('AWS::DynamoDB::GlobalTable  keys');
  });

  it('deletes no secret while the stacks retain resources', async () => {
    const secrets = new Secrets(secret(1));
    const { stderr, exitCode } = await remove(secrets.account([RETAINING]), '--yes');
    expect(exitCode).toBe(EXIT.usage);
    expect(stderr).toContain(`→ First run: ${DEPLOY}`);
    expect(secrets.requests).toEqual([]);
  });

  it('deletes no secret of a stage that stacks of another app deploy', async () => {
    const secrets = new Secrets(secret(1));
    const account = { ...secrets.account([]), isPublished: async () => true };
    const { stderr, exitCode } = await remove(account, '--yes');
    expect(exitCode).toBe(EXIT.usage);
    expect(stderr).toContain("stage 'prod' is deployed by stacks of another app");
    expect(secrets.requests).toEqual([]);
  });

  it.each(['prod/acme', 'Prod', ''])('rejects the stage %j before the first request', async (stage) => {
    const { exitCode } = await runCli(['remove', '--stage', stage, '--region', 'eu-central-1', '--yes'], {
      transport: fakeApi().transport,
      local: false,
      instruments: { openRemoval: async () => expect.fail('the account was opened') },
    });
    expect(exitCode).toBe(EXIT.usage);
  });

  it('requires --yes without a terminal, and sends nothing without it', async () => {
    const secrets = new Secrets(secret(1));
    const { exitCode, stderr } = await remove(secrets.account([RELEASED]));
    expect(exitCode).toBe(EXIT.usage);
    expect(stderr).toContain('Confirmation required');
    expect(secrets.requests).toEqual([]);
  });

  it('removes the replicas of a secret before the secret, with progress', async () => {
    const secrets = new Secrets(secret(1, 'eu-west-1'), secret(2));
    const { stderr, stdout, exitCode } = await remove(secrets.account([RELEASED]), '--yes');
    expect(secrets.requests).toEqual([
      'remove replicas arn:1',
      'delete arn:1 in 30 days',
      'delete arn:2 in 30 days',
    ]);
    expect(stderr).toContain('Deleted postern/prod/key2 (2 of 2)');
    expect(stdout).toContain('2. Secrets of managed keys: none.');
    expect(exitCode).toBe(EXIT.ok);
  });

  it.each([0, 1, 2, 3, 4])(
    'deletes the remaining secrets when it runs again after it ended at request %i',
    async (requests) => {
      const secrets = new Secrets(secret(1, 'eu-west-1'), secret(2), secret(3, 'us-east-1'));
      secrets.endAfter(requests);
      expect((await remove(secrets.account([RELEASED]), '--yes')).exitCode).not.toBe(EXIT.ok);
      secrets.endAfter(10);
      expect((await remove(secrets.account([RELEASED]), '--yes')).exitCode).toBe(EXIT.ok);
      expect(secrets.names).toEqual([]);
    },
  );

  it('fails if a replica is not removed, and says that it can continue', async () => {
    const account = removalAccountOf({
      secrets: async () => [secret(1, 'eu-west-1')],
      replicasOf: async () => ['eu-west-1'],
      deleteSecret: async () => expect.fail('it has a replica'),
    });
    const { stderr, exitCode } = await remove(account, '--yes');
    expect(exitCode).not.toBe(EXIT.ok);
    expect(stderr).toContain('The replicas of postern/prod/key1 in eu-west-1 are still being removed');
  });

  it('requires a stage', async () => {
    const { stderr, exitCode } = await runCli(['remove'], { transport: fakeApi().transport });
    expect(exitCode).toBe(EXIT.usage);
    expect(stderr).toContain('npm start -- --reset');
  });
});
