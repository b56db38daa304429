import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { codecsOf } from '../../lib/core/profiles/codecs.ts';
import type { Profile } from '../../lib/core/profiles/profile.ts';
import type { AuthorizerHandler } from './handler.ts';

/**
 * Decides once on a generated value during initialization, when Lambda provides a full CPU. This opens the connection and
 * compiles the code of a decision. Times out after `withinMs` and never throws, because an error would fail every cold
 * start.
 * @param handler a handler that writes no lines: this decision is not a request
 */
export async function prewarm(handler: AuthorizerHandler, profile: Profile, withinMs: number): Promise<void> {
  const ended = new AbortController();
  await Promise.race([
    handler(sampleEvent(profile)).catch(() => undefined),
    setTimeout(withinMs, undefined, { signal: ended.signal }),
  ]);
  ended.abort();
}

/** A request with a well-formed value that no key has. */
function sampleEvent(profile: Profile) {
  const { key: codec } = codecsOf(profile);
  const environment = codec.environments[0] ?? '';
  const value = codec.compose({ environment, ...codec.generate((count) => randomBytes(count)) });
  const [location] = profile.credentialLocations;
  return {
    type: 'REQUEST',
    version: '2.0',
    routeKey: 'GET /',
    routeArn: 'arn:aws:execute-api:us-east-1:000000000000:prewarm/$default/GET/',
    headers: location && { [location.header]: location.scheme ? `${location.scheme} ${value}` : value },
    requestContext: { http: { method: 'GET', sourceIp: '127.0.0.1' } },
  };
}
