import { expect, it } from 'vitest';
import { openApiDocument } from '../../lib/contracts/http/openapi/document.ts';
import { stageTemplates } from '../support/stage-templates.ts';

/** Every route of the document, with how the gateway checks its callers. */
function documented(): string[] {
  const { paths } = JSON.parse(JSON.stringify(openApiDocument()));
  return Object.entries<Record<string, { security: object[] }>>(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { security }]) => {
      const [first] = security.flatMap((each) => Object.keys(each));
      return `${method.toUpperCase()} ${path} ${first === undefined ? 'NONE' : first === 'sigV4' ? 'AWS_IAM' : 'CUSTOM'}`;
    }),
  );
}

it.each(['local', 'prod'])(
  'the gateway of %s has exactly the routes that the OpenAPI document tells of, checked as it says',
  (stage) => {
    const access = stageTemplates(stage).get(`Postern-${stage}-Access`);
    const routes = Object.values(access?.findResources('AWS::ApiGatewayV2::Route') ?? {});
    const deployed = routes.map(({ Properties }) => `${Properties.RouteKey} ${Properties.AuthorizationType}`);
    expect(deployed.toSorted()).toEqual(documented().toSorted());
  },
);
