import { Sha256 } from '@aws-crypto/sha256-js';
import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Deployment } from './deployment.ts';
import { CredentialsError } from './errors.ts';
import { createHttpTransport } from './http-transport.ts';
import type { Transport } from './transport.ts';

/** Sends requests with a SigV4 signature, without retries: by default for APIs that API Gateway serves. */
export function createSignedTransport(
  { apiUrl, region, credentials }: Deployment,
  service: 'execute-api' | 'apigateway' = 'execute-api',
): Transport {
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256 });
  return createHttpTransport(apiUrl, (request) => sign(signer, request));
}

async function sign(signer: SignatureV4, request: HttpRequest): Promise<HttpRequest> {
  try {
    return new HttpRequest(await signer.sign(request));
  } catch (cause) {
    throw new CredentialsError(cause);
  }
}
