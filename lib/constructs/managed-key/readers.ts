import { Lazy, Token } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { READERS_LIMIT, readersViolation } from '../../core/rotation/setting-bounds.ts';

const READING = ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'];

/** Those who may read one secret, by its own policy and by theirs. Others may be added until the synth. */
export class Readers {
  /** Their ARNs. */
  readonly arns = Lazy.list({ produce: () => [...this.#arns] });
  readonly #arns = new Set<string>();

  /** @throws Error if it is nobody whom the policy of a secret can name, or one too many */
  add(grantee: IGrantable, secretArn: string): Grant {
    for (const arn of arnsOf(grantee)) this.#arns.add(arn);
    if (this.#arns.size > READERS_LIMIT)
      throw new Error(`a managed key has ${this.#arns.size} readers; allowed are ${READERS_LIMIT}`);
    const wrong = readersViolation([...this.#arns].filter((arn) => !Token.isUnresolved(arn)));
    if (wrong !== undefined) throw new Error(wrong);
    // Of other accounts, that account has to allow it as well.
    return Grant.addToPrincipal({ grantee, actions: READING, resourceArns: [secretArn] });
  }
}

/** What is not known before the deployment is checked then; a wildcard is seen all the same. */
function arnsOf({ grantPrincipal }: IGrantable): readonly string[] {
  const { AWS: named, ...others } = grantPrincipal.policyFragment.principalJson;
  const arns: readonly unknown[] = [named ?? []].flat();
  const known = arns.flatMap((arn) => (typeof arn === 'string' && !/[*?]/.test(arn) ? arn : []));
  if (arns.length > 0 && Object.keys(others).length === 0 && known.length === arns.length) return known;
  throw new Error(
    `a reader of a managed key is ${JSON.stringify(grantPrincipal.policyFragment.principalJson)}; allowed are functions, ` +
      'roles and users, each by its whole ARN, and accounts, without wildcards',
  );
}
