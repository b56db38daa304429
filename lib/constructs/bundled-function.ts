import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { ServiceRole } from './service-role.ts';

export interface BundledFunctionProps {
  /** Folder of the bundle in `dist/lambdas`. */
  readonly bundle: string;
  readonly description: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly timeout: Duration;
  /**
   * Retention of its own log group.
   *
   * @default RetentionDays.ONE_MONTH
   */
  readonly logRetention?: RetentionDays | undefined;
  /**
   * Log group that the functions of one component share.
   *
   * @default - its own log group
   */
  readonly logGroup?: LogGroup;
  /** Reserved concurrency. @default - none */
  readonly reservedConcurrency?: number | undefined;
  /**
   * Dead-letter queue for asynchronous events whose retries failed.
   *
   * @default - none
   */
  readonly deadLetterQueue?: IQueue;
}

/**
 * A Lambda function with one of Postern's bundles. Its role can write to its log group. The constructs that use it
 * grant every other permission.
 */
export class BundledFunction extends lambda.Function {
  /** @throws Error if the bundle does not exist */
  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    const role = new ServiceRole(scope, `${id}Role`, 'lambda.amazonaws.com');
    const logGroup = props.logGroup ?? functionLog(scope, `${id}Log`, props.logRetention);
    logGroup.grantWrite(role);
    super(scope, id, {
      description: props.description,
      runtime: lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: 256,
      timeout: props.timeout,
      reservedConcurrentExecutions: props.reservedConcurrency,
      handler: 'index.handler',
      // Source maps are for reading stack traces locally and would increase the load time in Lambda.
      code: lambda.Code.fromAsset(bundleFolder(props.bundle), { exclude: ['*.map'] }),
      environment: { ...props.environment },
      deadLetterQueue: props.deadLetterQueue,
      role,
      logGroup,
      // Excludes the START, END and REPORT lines, which cost more than a decision log line.
      loggingFormat: lambda.LoggingFormat.JSON,
      systemLogLevelV2: lambda.SystemLogLevel.WARN,
    });
  }
}

/** A log group of Lambda functions. It is retained with the stack. */
export function functionLog(scope: Construct, id: string, retention = RetentionDays.ONE_MONTH): LogGroup {
  return new LogGroup(scope, id, { retention, removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE });
}

/**
 * `#lambdas` is a subpath import of the package, so it resolves from source and from the installed package. Loaders that
 * compile modules to CommonJS, such as tsx, have no `import.meta.resolve`, so `require` resolves it.
 */
function bundleFolder(bundle: string): string {
  const specifier = `#lambdas/${bundle}/index.mjs`;
  try {
    return dirname(createRequire(import.meta.url).resolve(specifier));
  } catch (cause) {
    throw new Error(
      `Missing bundle ${specifier}. In a checkout, run: npm run build. An installed package without it is incomplete: ` +
        'reinstall postern.',
      { cause },
    );
  }
}
