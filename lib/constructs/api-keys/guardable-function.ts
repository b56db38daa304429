import { Annotations } from 'aws-cdk-lib';
import { CfnFunction, type Function as LambdaFunction, Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import { fieldsOf, renderedProperties } from '../rendered-properties.ts';
import { LAMBDA_ENVIRONMENT_BYTES, measuredVariables } from './access-environment.ts';

const OLDEST_NODE = 22;

/**
 * Rejects a runtime that cannot run the guard, which would leave the function open, and warns of one of which CDK does not
 * know what it runs.
 *
 * @throws Error that names the runtime and the alternatives
 */
export function assertRunsGuard(fn: LambdaFunction): void {
  const { family, name } = fn.runtime;
  if (family === RuntimeFamily.NODEJS) {
    const version = Number(/^nodejs(\d+)/.exec(name)?.[1] ?? 0);
    if (version >= OLDEST_NODE) return;
  } else if (fn.runtime === Runtime.FROM_IMAGE || family === undefined || family === RuntimeFamily.OTHER) {
    Annotations.of(fn).addWarningV2(
      'postern:unknownGuardRuntime',
      `${fn.node.path} runs ${fn.runtime === Runtime.FROM_IMAGE ? 'a container image' : `'${name}'`}, of which CDK does ` +
        `not know the runtime. It stays open unless its code calls guard() of 'postern/guard' on Node.js ${OLDEST_NODE} ` +
        'or later; otherwise protect its API with keys.protect(api)',
    );
    return;
  }
  throw new Error(
    `${fn.node.path} has the runtime '${name}', which cannot run guard() of 'postern/guard': the function would stay open. ` +
      `Allowed: Node.js ${OLDEST_NODE} or later. Protect its API with keys.protect(api) instead`,
  );
}

/** Reports at synth that the environment of a function exceeds what Lambda accepts, whoever sets its variables. */
export function checkEnvironmentSize(fn: LambdaFunction): void {
  fn.node.addValidation({
    validate: () => {
      const element = fn.node.defaultChild;
      if (!(element instanceof CfnFunction)) return [];
      const variables = fieldsOf(fieldsOf(renderedProperties(element).Environment).Variables);
      const bytes = Buffer.byteLength(JSON.stringify(measuredVariables(variables)));
      return bytes <= LAMBDA_ENVIRONMENT_BYTES
        ? []
        : [
            `its environment variables have ${bytes} bytes with those of keys.guard(); Lambda allows ` +
              `${LAMBDA_ENVIRONMENT_BYTES}. Move own variables to a parameter or a secret, or name permissions in code: ` +
              'guard(handler, { permissions })',
          ];
    },
  });
}
