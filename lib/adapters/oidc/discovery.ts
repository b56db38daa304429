import * as z from 'zod';
import { UnavailableError } from '../../core/store.ts';
import { parseIssuerResponse, requestIssuer } from './issuer-request.ts';

const anyDocument = z.looseObject({ issuer: z.string() });

/** The part of a discovery document to read. Every endpoint of an issuer on HTTPS must be on HTTPS, too. */
export interface DiscoveryOptions<Schema extends z.ZodType> {
  readonly schema: Schema;
  readonly fetch: typeof fetch;
}

/**
 * Reads the discovery document of an issuer (OpenID Connect Discovery).
 * @throws UnavailableError if the issuer does not respond, or if its document is invalid or of another issuer
 */
export async function readDiscovery<Schema extends z.ZodType<Readonly<Record<string, string | undefined>>>>(
  url: string,
  issuer: string,
  { schema, fetch }: DiscoveryOptions<Schema>,
): Promise<z.output<Schema>> {
  const document = await parseIssuerResponse(await requestIssuer(url, {}, fetch), anyDocument);
  if (document.issuer !== issuer) throw new UnavailableError('the discovery document has another issuer');
  const result = schema.safeParse(document);
  if (!result.success)
    throw new UnavailableError('the response of the issuer is invalid', { cause: result.error });
  for (const [name, endpoint] of Object.entries(result.data)) {
    // Tokens and codes must not be sent over plain HTTP.
    if (url.startsWith('https:') && endpoint !== undefined && !endpoint.startsWith('https:'))
      throw new UnavailableError(`the issuer uses HTTPS but its ${name.replaceAll('_', ' ')} does not`);
  }
  return result.data;
}
