import { Lazy, Token } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { READERS_LIMIT, readersViolation } from '../../core/rotation/setting-bounds.ts';

const READ_ACTIONS = ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'];

/** The readers of one secret, by its resource policy and by their own policies. Readers can be added until synth. */
export class Readers {
  /** The ARNs of the readers. */
  readonly arns = Lazy.list({ produce: () => [...this.#arns] });
  readonly #arns = new Set<string>();

  /** @throws Error if the policy of a secret cannot name the grantee, or if there are more than 16 readers */
  add(grantee: IGrantable, secretArn: string): Grant {
    for (const arn of arnsOf(grantee)) this.#arns.add(arn);
    if (this.#arns.size > READERS_LIMIT)
      throw new Error(
        `The managed key has ${this.#arns.size} readers; the maximum is ${READERS_LIMIT}. Use a role that several readers assume.`,
      );
    const violation = readersViolation([...this.#arns].filter((arn) => !Token.isUnresolved(arn)));
    if (violation !== undefined) throw new Error(violation);
    // A reader of another account also needs permissions from that account.
    return Grant.addToPrincipal({ grantee, actions: READ_ACTIONS, resourceArns: [secretArn] });
  }
}

/** The ARNs of a grantee. Unresolved ARNs are checked at deployment; a wildcard in them is detected here. */
function arnsOf({ grantPrincipal }: IGrantable): readonly string[] {
  const { AWS: awsPrincipals, ...others } = grantPrincipal.policyFragment.principalJson;
  const arns: readonly unknown[] = [awsPrincipals ?? []].flat();
  const allowed = arns.flatMap((arn) => (typeof arn === 'string' && !/[*?]/.test(arn) ? arn : []));
  if (arns.length > 0 && Object.keys(others).length === 0 && allowed.length === arns.length) return allowed;
  throw new Error(
    `Invalid reader of a managed key: ${JSON.stringify(grantPrincipal.policyFragment.principalJson)}. Use functions, roles, ` +
      'users and accounts, each by its complete ARN without wildcards.',
  );
}
