import { handler, withOpenRoute } from './guarded-service.js';

/** The event of an HTTP API. */
function eventOf(routeKey: string) {
  const requestContext = {
    http: { method: 'GET', sourceIp: '203.0.113.7' },
    domainName: 'orders.example.com',
  };
  return { version: '2.0', routeKey, rawPath: '/orders', headers: {}, requestContext };
}

const answer = async (service: typeof handler, routeKey: string) => {
  try {
    const { statusCode, body } = await service(eventOf(routeKey), {});
    return `${statusCode} ${body}`;
  } catch (error) {
    return String(error);
  }
};

async function main() {
  const answers = [];
  answers.push(await answer(handler, 'GET /orders'));
  answers.push(await answer(withOpenRoute, 'GET /health'));
  process.env.AWS_REGION = 'eu-central-1';
  process.env.POSTERN_KEY_TABLE = 'keys';
  process.env.POSTERN_LIMITS_TABLE = 'limits';
  process.env.POSTERN_PROFILE = 'mindhunters';
  process.env.POSTERN_CREDENTIAL_HEADERS = 'authorization';
  process.env.POSTERN_PLANS = '{}';
  process.env.POSTERN_ROUTES = '{}';
  process.env.POSTERN_TRUSTED_HOST = 'domain-name';
  process.env.POSTERN_FORWARDED_PROTO = 'false';
  answers.push(await answer(handler, 'GET /orders'));
  process.stdout.write(`${JSON.stringify(answers)}\n`);
}

void main();
