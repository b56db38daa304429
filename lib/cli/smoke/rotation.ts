import * as z from 'zod';
import { ProblemError } from '../../api-client/errors.ts';
import type { SmokeContext } from './context.ts';
import { type Guarantee, NotApplicableError } from './guarantee.ts';
import { expectAllowed, expectDenied } from './keys.ts';
import { SMOKE_TENANT } from './smoke-tenant.ts';

const payload = z.object({ value: z.string() });

export const ROTATION_GUARANTEES: readonly Guarantee[] = [
  {
    name: 'rotation',
    states:
      'A rotated key has another value in its secret, both values are accepted, and an immediate replacement ends them',
    advice:
      'See the status of the key (postern managed-keys list --tenant smoke) and the alarms of rotation, ' +
      'and allow these credentials to call secretsmanager:GetSecretValue.',
    check: async (context) => {
      const { client, tenant, account, poll, permission } = context;
      const managed = await tenant.manage(await readerOf(context), permission).catch(withoutRotation);
      const params = { tenant: SMOKE_TENANT.tenant, key: managed.key };
      const read = async () => payload.parse(JSON.parse(await account.readSecret(managed.secretArn))).value;
      const another = (known: readonly string[], missing: string) =>
        poll(missing, async () => {
          const value = await read();
          return known.includes(value) ? undefined : value;
        });
      const first = await poll('The secret is not readable', () => read().catch(() => undefined));
      await expectAllowed(context, first);

      await client.call('rotateKey', { params });
      const second = await another([first], 'The secret has no other value after the rotation');
      await expectAllowed(context, second);
      await expectAllowed(context, first);

      await client.call('replaceManagedKey', { params });
      const third = await another([first, second], 'The secret has no other value after the replacement');
      await expectAllowed(context, third);
      await expectDenied(context, second);
      await expectDenied(context, first);
    },
  },
];

/** The principal of the credentials: the role of a session, because a policy cannot name a session. */
async function readerOf({ account }: SmokeContext): Promise<string> {
  const arn = await account.caller();
  return arn.replace(/^arn:([^:]+):sts::(\d+):assumed-role\/([^/]+)\/.*$/, 'arn:$1:iam::$2:role/$3');
}

function withoutRotation(error: unknown): never {
  if (error instanceof ProblemError && error.code === 'rotation-disabled') {
    throw new NotApplicableError('The deployment has no rotation.');
  }
  throw error;
}
