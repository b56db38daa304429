import { expect, inject, it } from 'vitest';
import { openApiDocument } from '../../lib/contracts/http/openapi/document.ts';
import { defaultProfile } from '../../lib/core/profiles/default.ts';
import { rawRequest } from './support/raw-request.ts';

const { apiUrl } = inject('deployment');

it('anyone gets the OpenAPI document of the deployed API', async () => {
  const { status, body } = await rawRequest(apiUrl, [
    'GET /openapi.json HTTP/1.1',
    `Host: ${new URL(apiUrl).host}`,
  ]);
  expect(status).toBe(200);
  expect(JSON.parse(body)).toEqual(JSON.parse(JSON.stringify(openApiDocument(defaultProfile))));
});
