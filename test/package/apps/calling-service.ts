import { createServer } from 'node:http';
import { createClient, createConsoleClient, ProblemError, paginate } from 'postern/client';

const tenant = {
  id: 'acme',
  name: null,
  status: 'active',
  maxKeyLifetimeDays: null,
  maxValueAgeDays: null,
  rotationFreeze: null,
  createdAt: '2027-01-01T00:00:00.000Z',
  version: 1,
};

/** A sample deployment: one page of tenants, and a problem for every other request. */
const server = createServer((request, response) => {
  const isList = request.url === '/admin/v1/tenants';
  const problem = { type: 'about:blank', title: 'Resource not found', status: 404, code: 'not-found' };
  response.writeHead(isList ? 200 : 404, { 'content-type': 'application/json' });
  response.end(JSON.stringify(isList ? { items: [tenant], next: null } : problem));
});

async function main() {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const apiUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'example-secret' };
  const client = createClient({ apiUrl, region: 'eu-central-1', credentials });
  const console = createConsoleClient({ apiUrl, accessToken: () => 'a-token' });

  const results: unknown[] = [];
  for await (const { id } of paginate((cursor) => client.call('listTenants', { query: { cursor } })))
    results.push(id);
  for (const call of [
    client.call('showKey', { params: { tenant: 'acme', key: '3fKq81ZbTn0x' } }),
    console.call('listKeys', { params: { tenant: 'acme' } }),
  ])
    results.push(await call.catch((error) => error instanceof ProblemError && error.code));
  process.stdout.write(`${JSON.stringify(results)}\n`);
  server.closeAllConnections();
  server.close();
}

void main();
