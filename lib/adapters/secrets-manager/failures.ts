import {
  DecryptionFailure,
  EncryptionFailure,
  InvalidParameterException,
  InvalidRequestException,
  LimitExceededException,
  ResourceExistsException,
  ResourceNotFoundException,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import { type SecretFault, SecretStoreError } from '../../core/rotation/secret-store.ts';

/** Turns what the client throws into what the port promises. */
export function failureOf(cause: unknown): never {
  const fault = faultOf(cause);
  if (fault === undefined) throw cause;
  throw new SecretStoreError(fault, { cause });
}

/** The same for a label: naming a version that does not have it is the one bad parameter that can happen. */
export function refusalOfMove(cause: unknown): never {
  if (cause instanceof InvalidParameterException) throw new SecretStoreError('label-elsewhere', { cause });
  failureOf(cause);
}

function faultOf(cause: unknown): SecretFault | undefined {
  if (!(cause instanceof SecretsManagerServiceException)) return 'unreachable';
  if (cause instanceof ResourceNotFoundException) return 'secret-not-found';
  if (cause instanceof ResourceExistsException) return 'value-differs';
  if (cause instanceof LimitExceededException) return 'too-many-versions';
  if (cause instanceof DecryptionFailure || cause instanceof EncryptionFailure) return 'kms-denied';
  if (cause instanceof InvalidRequestException)
    return /delet/i.test(cause.message) ? 'secret-deleted' : undefined;
  if (cause.name === 'AccessDeniedException')
    return /kms/i.test(cause.message) ? 'kms-denied' : 'access-denied';
  if (cause.name === 'ThrottlingException' || cause.$retryable?.throttling) return 'throttled';
  return cause.$fault === 'server' ? 'unreachable' : undefined;
}
