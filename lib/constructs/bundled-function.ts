import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { Duration } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

export interface BundledFunctionProps {
  /** The folder of the bundle in `dist/lambdas`. */
  readonly bundle: string;
  readonly description: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeout: Duration;
  /**
   * How long its log is kept.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays;
  /**
   * Where events go that it was called with and failed at, again and again.
   *
   * @default - nowhere
   */
  readonly deadLetterQueue?: IQueue;
}

/**
 * A function made of one of Postern's bundles. Its role may write to its own log group; every other right
 * is given by the construct that hands it something.
 */
export class BundledFunction extends lambda.Function {
  /** @throws Error if the bundle was not built */
  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    const role = new Role(scope, `${id}Role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const retention = props.logRetention ?? RetentionDays.ONE_MONTH;
    const logGroup = new LogGroup(scope, `${id}Log`, { retention });
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
      deadLetterQueue: props.deadLetterQueue,
      role,
      logGroup,
      // Drops the START, END and REPORT lines, which cost more than a decision's own line.
      loggingFormat: lambda.LoggingFormat.JSON,
      systemLogLevelV2: lambda.SystemLogLevel.WARN,
    });
  }
}

/**
 * `#lambdas` is an import of the package's own, so that it is found from source and from the installed package.
 * Asked by `require`, because loaders that turn modules into CommonJS (tsx does) leave no `import.meta.resolve`.
 */
function bundleFolder(bundle: string): string {
  const specifier = `#lambdas/${bundle}/index.mjs`;
  try {
    return dirname(createRequire(import.meta.url).resolve(specifier));
  } catch (cause) {
    throw new Error(
      `the bundle ${specifier} is missing; in a checkout run: npm run build; an installed package ` +
        'without it is broken: install postern again',
      { cause },
    );
  }
}
