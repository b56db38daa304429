import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { checkAPIKey, generateAPIKey } from 'prefixed-api-key';

/** Each library with one key, configured only to verify it. */
export async function peers() {
  return [await prefixedApiKey(), await betterAuthApiKey()];
}

async function prefixedApiKey() {
  const { token, longTokenHash } = await generateAPIKey({ keyPrefix: 'acme' });
  return { name: 'prefixed-api-key', calls: 200, verify: valid(() => checkAPIKey(token, longTokenHash)) };
}

/** Without its rate limit, which writes on each call. */
async function betterAuthApiKey() {
  const auth = betterAuth({
    secret: 'only-for-the-bench-only-for-the-bench',
    baseURL: 'http://127.0.0.1',
    telemetry: { enabled: false },
    database: memoryAdapter({ user: [], session: [], account: [], verification: [], apikey: [] }),
    emailAndPassword: { enabled: true },
    plugins: [apiKey({ rateLimit: { enabled: false } })],
  });
  const person = { name: 'Ada', email: 'ada@example.com', password: 'only-for-the-bench' };
  const { user } = await auth.api.signUpEmail({ body: person });
  const { key } = await auth.api.createApiKey({ body: { userId: user.id } });
  const verify = valid(async () => (await auth.api.verifyApiKey({ body: { key } })).valid);
  return { name: 'better-auth, api-key plugin', calls: 5, verify };
}

function valid(verify) {
  return async () => {
    if (!(await verify())) throw new Error('a key that was just made did not verify');
  };
}
