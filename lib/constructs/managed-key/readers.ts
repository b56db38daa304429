import { Lazy, Token } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { READER_LIMIT_CHARACTERS, READERS_LIMIT } from '../../core/rotation/managed-key.ts';

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
    // Of other accounts, that account has to allow it as well.
    return Grant.addToPrincipal({ grantee, actions: READING, resourceArns: [secretArn] });
  }
}

function arnsOf({ grantPrincipal }: IGrantable): readonly string[] {
  const { AWS: named, ...others } = grantPrincipal.policyFragment.principalJson;
  const arns = [named ?? []].flat();
  const isWrong = (arn: unknown) =>
    typeof arn !== 'string' ||
    (!Token.isUnresolved(arn) && (!arn.startsWith('arn:') || arn.length > READER_LIMIT_CHARACTERS));
  if (arns.length > 0 && Object.keys(others).length === 0 && !arns.some(isWrong)) return arns;
  throw new Error(
    `a reader of a managed key is ${JSON.stringify(grantPrincipal.policyFragment.principalJson)}; allowed are functions, ` +
      `roles and users, by ARNs of at most ${READER_LIMIT_CHARACTERS} characters`,
  );
}
