import { expect, it } from 'vitest';
import { openApiDocument } from '../../lib/contracts/http/openapi/document.ts';
import { PROFILES } from '../../lib/core/profiles/catalogue.ts';
import type { Profile } from '../../lib/core/profiles/profile.ts';
import { stageTemplates } from '../support/stage-templates.ts';

/** The issuer of console users is not part of the routes. */
const CONSOLE_USERS = { issuer: 'https://id.example', scope: 'keys' };
const CHECKED: Readonly<Record<string, string>> = { sigV4: 'AWS_IAM', signIn: 'JWT' };

/** Each route of the document and its authorization in API Gateway. Functions check the keys. */
function documented(profile: Profile): string[] {
  const { paths } = JSON.parse(JSON.stringify(openApiDocument(profile, CONSOLE_USERS)));
  return Object.entries<Record<string, { security: object[] }>>(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { security }]) => {
      const [scheme = ''] = security.flatMap((each) => Object.keys(each));
      return `${method.toUpperCase()} ${path} ${CHECKED[scheme] ?? 'NONE'}`;
    }),
  );
}

const DEPLOYMENTS = ['local', 'prod'].flatMap((stage) =>
  [...PROFILES.values()].map((profile) => ({ stage, name: profile.name, profile })),
);

it.each(DEPLOYMENTS)(
  'the gateway of $stage with the profile $name has exactly the routes of its OpenAPI document, with the documented authorization',
  ({ stage, profile }) => {
    const access = stageTemplates(stage, profile.name).get(`Postern-${stage}-Access`);
    const routes = Object.values(access?.findResources('AWS::ApiGatewayV2::Route') ?? {});
    // The dashboard is a web page, and not a part of the API.
    const deployed = routes
      .map(({ Properties }) => `${Properties.RouteKey} ${Properties.AuthorizationType}`)
      .filter((each) => !each.includes(' /dashboard'));
    const [heads, others] = [true, false].map((isHead) =>
      deployed.filter((each) => each.startsWith('HEAD ') === isHead),
    );
    expect(others?.toSorted()).toEqual(documented(profile).toSorted());
    // HEAD routes are not documented separately.
    expect(others).toEqual(expect.arrayContaining((heads ?? []).map((each) => each.replace('HEAD', 'GET'))));
  },
);
