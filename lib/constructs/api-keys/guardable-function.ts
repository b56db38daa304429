import { Annotations } from 'aws-cdk-lib';
import { CfnFunction, type Function as LambdaFunction, Runtime, RuntimeFamily } from 'aws-cdk-lib/aws-lambda';
import { fieldsOf, renderedProperties } from '../rendered-properties.ts';
import { LAMBDA_ENVIRONMENT_BYTES, measuredVariables } from './access-environment.ts';

const OLDEST_NODE = 22;

/**
 * Rejects a runtime that cannot run the guard, because the function would be open. Warns if CDK does not know the runtime.
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
      `${fn.node.path} runs ${fn.runtime === Runtime.FROM_IMAGE ? 'a container image' : `'${name}'`}, whose runtime CDK does ` +
        `not know. The function is open unless its code calls guard() of 'postern/guard' on Node.js ${OLDEST_NODE} or later. ` +
        'Otherwise, protect its API with keys.protect(api)',
    );
    return;
  }
  throw new Error(
    `${fn.node.path} has the runtime '${name}', which cannot run guard() of 'postern/guard'. The function would be open. ` +
      `Use Node.js ${OLDEST_NODE} or later, or protect its API with keys.protect(api).`,
  );
}

/** Fails synthesis if the environment variables of a function, including those of the app, exceed the limit of Lambda. */
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
              `${LAMBDA_ENVIRONMENT_BYTES}. Move variables of the app to a parameter or a secret, or set permissions in code: ` +
              'guard(handler, { permissions })',
          ];
    },
  });
}
