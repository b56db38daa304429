import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

export interface BundledFunctionProps {
  /** The folder of the bundle in `dist/lambdas`. */
  readonly bundle: string;
  readonly description: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeout: Duration;
}

/**
 * A function made of one of Postern's bundles. Its role may write to its own log group; every other right
 * is given by the construct that hands it something.
 */
export class BundledFunction extends lambda.Function {
  /** @throws Error if the bundle was not built */
  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const logGroup = new LogGroup(scope, `${id}Log`, { retention: RetentionDays.ONE_MONTH });
    logGroup.grantWrite(role);
    super(scope, id, {
      description: props.description,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: 256,
      timeout: props.timeout,
      handler: 'index.handler',
      // Source maps are for reading stack traces at a desk; Lambda would only load them.
      code: lambda.Code.fromAsset(bundleFolder(props.bundle), { exclude: ['*.map'] }),
      environment: { ...props.environment },
      role,
      logGroup,
      // Drops the START, END and REPORT lines, which cost more than a decision's own line.
      loggingFormat: lambda.LoggingFormat.JSON,
      systemLogLevelV2: lambda.SystemLogLevel.WARN,
    });
  }
}

/** `#lambdas` is an import of the package's own, so that it is found from source and from the installed package. */
function bundleFolder(bundle: string): string {
  const entry = fileURLToPath(import.meta.resolve(`#lambdas/${bundle}/index.mjs`));
  if (!existsSync(entry)) throw new Error(`the bundle ${entry} is missing; run: npm run build`);
  return dirname(entry);
}
