import type { AwsAccount } from '../../api-client/aws-account.ts';
import type { RegisteredAuthorizer } from '../../api-client/gateway-authorizers.ts';
import { parameterName } from '../../contracts/deployment-parameters.ts';
import { failureOf } from '../error-messages.ts';
import { helpAdvice } from '../usage-error.ts';
import type { Check, Finding } from './check.ts';

const CHECK = 'apis';

/** A wrong setting, and the setting that fixes it. */
interface Fault {
  readonly found: string;
  readonly fix: string;
}

/** Checks the registrations of the shared authorizer of a stage with APIs: one result for each of them. */
export async function checkApis(account: AwsAccount, stage: string | undefined): Promise<readonly Check[]> {
  try {
    return (await findingsOf(account, stage)).map((finding) => ({ check: CHECK, ...finding }));
  } catch (error) {
    const { message } = failureOf(error, helpAdvice('doctor'));
    const advice =
      'Allow these credentials to call ssm:GetParameter, and apigateway:GET on /apis, /apis/*/authorizers, /restapis, ' +
      '/restapis/*/authorizers and /restapis/*/gatewayresponses.';
    return [{ check: CHECK, status: 'fail', found: `the APIs were not read: ${message}`, advice }];
  }
}

async function findingsOf(account: AwsAccount, stage: string | undefined): Promise<readonly Finding[]> {
  if (stage === undefined) {
    const advice = 'Select the deployment with --stage.';
    return [{ status: 'skip', found: 'the shared authorizer is found by stage, not by URL', advice }];
  }
  const functionArn = await account.parameter(parameterName(stage, 'authorizer-arn'));
  if (functionArn === undefined) {
    const advice = 'Deploy the stage with the version of this CLI.';
    return [{ status: 'fail', found: 'the stage does not publish its shared authorizer', advice }];
  }
  const authorizers = await account.authorizers(functionArn);
  if (authorizers.length === 0) {
    return [{ status: 'ok', found: 'no API in this Region uses the shared authorizer' }];
  }
  return authorizers.map(findingOf);
}

function findingOf(authorizer: RegisteredAuthorizer): Finding {
  const { api, name } = authorizer;
  const place = `${api.kind} API ${api.id} (${api.name}), authorizer ${name}`;
  const faults = faultsOf(authorizer);
  if (faults.length === 0) return { status: 'ok', found: place };
  const found = `${place}: ${faults.map((fault) => fault.found).join('; ')}`;
  return { status: 'fail', found, advice: fixOf(authorizer, faults) };
}

function faultsOf(authorizer: RegisteredAuthorizer): readonly Fault[] {
  const { api, type, resultTtlSeconds, identitySources, payloadFormat, hasSimpleResponses } = authorizer;
  const isHttp = api.kind === 'HTTP';
  const faults: (Fault | undefined)[] = [
    type === 'REQUEST'
      ? undefined
      : { found: `its type is ${type}, so other headers do not reach it`, fix: 'type REQUEST' },
    resultTtlSeconds === 0
      ? undefined
      : {
          found: `results are cached for ${resultTtlSeconds} s, and a revoked key is accepted for as long`,
          fix: 'result TTL 0',
        },
    identitySources.length === 0
      ? undefined
      : {
          found: `it has identity sources (${identitySources.join(', ')}), ${isHttp ? 'and every request gets 500' : 'and requests without them are not recorded'}`,
          fix: 'no identity sources',
        },
    !isHttp || payloadFormat === '2.0'
      ? undefined
      : { found: `its payload format is ${payloadFormat}`, fix: 'payload format 2.0' },
    isHttp && hasSimpleResponses
      ? { found: 'it has simple responses, and every request gets 500', fix: 'no simple responses' }
      : undefined,
    authorizer.hasUnauthorizedResponse
      ? undefined
      : {
          found: 'denials have the default 401 body of API Gateway',
          fix: 'a gateway response UNAUTHORIZED with the body of the profile',
        },
  ];
  return faults.filter((fault) => fault !== undefined);
}

/** The settings, and a command that applies those of the authorizer. */
function fixOf({ api, id, type }: RegisteredAuthorizer, faults: readonly Fault[]): string {
  const settings = `Set ${faults.map(({ fix }) => fix).join(', ')}, as docs/other-tools.md shows for each tool.`;
  if (api.kind === 'HTTP') {
    return (
      `${settings} Until then: aws apigatewayv2 update-authorizer --api-id ${api.id} --authorizer-id ${id} ` +
      "--authorizer-result-ttl-in-seconds 0 --identity-source '[]' --authorizer-payload-format-version 2.0 --no-enable-simple-responses"
    );
  }
  if (type !== 'REQUEST') return settings;
  return (
    `${settings} Until then: aws apigateway update-authorizer --rest-api-id ${api.id} --authorizer-id ${id} ` +
    '--patch-operations op=replace,path=/authorizerResultTtlInSeconds,value=0 op=replace,path=/identitySource,value= ' +
    '(and deploy the API again)'
  );
}
