import { expect, it } from 'vitest';
import * as z from 'zod';
import { adminRoutes } from '../../../lib/contracts/http/admin.ts';
import { consoleRoutes } from '../../../lib/contracts/http/console.ts';
import { keyHolderRoutes } from '../../../lib/contracts/http/key-holder-routes.ts';
import { openApiDocument } from '../../../lib/contracts/http/openapi/document.ts';
import type { Route } from '../../../lib/contracts/http/route.ts';
import { defaultProfile } from '../../../lib/core/profiles/default.ts';

const { paths, components } = JSON.parse(
  JSON.stringify(openApiDocument(defaultProfile, { issuer: 'https://id.example', scope: 'keys' })),
);

const changes = Object.entries<Route>({ ...adminRoutes, ...keyHolderRoutes }).filter(
  ([, { method }]) => method === 'PATCH',
);

it.each(changes)('%s requires at least one setting, also in its JSON schema', (operation, route) => {
  expect(route.body.safeParse({}).success).toBe(false);
  const name = `${operation.charAt(0).toUpperCase()}${operation.slice(1)}Input`;
  expect(components.schemas[name]).toMatchObject({ minProperties: 1 });
});

it('describes a rotation window by a pattern that matches exactly the accepted windows', () => {
  for (const name of ['ManageKeyInput', 'UpdateManagedKeyInput']) {
    const { pattern } = components.schemas[name].properties.windows.items;
    for (const window of ['tue,thu 02:00-05:00', 'sun 00:00-24:00'])
      expect(window).toMatch(new RegExp(pattern));
    for (const window of ['Tue 02:00-05:00', 'tue 2:00-5:00', 'tue 02:00-24:30', 'foo 02:00-05:00', ''])
      expect(window).not.toMatch(new RegExp(pattern));
  }
});

it.each([adminRoutes.listAuditEvents, consoleRoutes.listAuditEvents])(
  'describes the filters of the audit trail as mutually exclusive: $path',
  ({ path, query }) => {
    expect(query.safeParse({ key: 'a', owner: 'b' }).success).toBe(false);
    const parameters: { name: string; schema: { description?: string } }[] = paths[path].get.parameters;
    for (const name of ['key', 'owner', 'actor']) {
      const { schema } = parameters.find((each) => each.name === name) ?? {};
      expect(schema?.description, name).toContain('at most one of key, owner and actor');
    }
  },
);

it('has no recursive schema, so that generated clients compile', () => {
  for (const [name, schema] of Object.entries(components.schemas)) {
    expect(JSON.stringify(schema), name).not.toContain(`#/components/schemas/${name}"`);
  }
});

it('describes every timestamp in a request as a timestamp', () => {
  const { expiresAt } = components.schemas.CreateKeyInput.properties;
  expect(JSON.stringify(expiresAt)).toContain('"format":"date-time"');
  expect(z.toJSONSchema(adminRoutes.listAuditEvents.query, { io: 'input' }).properties?.since).toMatchObject({
    format: 'date-time',
  });
});
