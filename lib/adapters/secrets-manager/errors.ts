import {
  DecryptionFailure,
  EncryptionFailure,
  InvalidParameterException,
  InvalidRequestException,
  LimitExceededException,
  MalformedPolicyDocumentException,
  ResourceExistsException,
  ResourceNotFoundException,
  SecretsManagerServiceException,
} from '@aws-sdk/client-secrets-manager';
import { type SecretFault, SecretStoreError } from '../../core/rotation/secret-store.ts';

/** Translates an SDK error to the error of the port. */
export function failureOf(cause: unknown): never {
  const fault = faultOf(cause);
  if (fault === undefined) throw cause;
  throw new SecretStoreError(fault, { cause });
}

/** The same for reading: returns undefined if the secret or its version does not exist. */
export function undefinedIfMissing(cause: unknown): undefined {
  if (!(cause instanceof ResourceNotFoundException)) failureOf(cause);
}

/** The same for creating a secret, where `ResourceExists` means a taken name and not an existing version. */
export function creationRejection(cause: unknown): never {
  if (cause instanceof ResourceExistsException) throw new SecretStoreError('secret-exists', { cause });
  failureOf(cause);
}

/** The same for a policy, which is malformed if a principal does not exist. */
export function readersRejection(cause: unknown): never {
  const isMalformed =
    cause instanceof MalformedPolicyDocumentException || cause instanceof InvalidParameterException;
  if (isMalformed) throw new SecretStoreError('reader-rejected', { cause });
  failureOf(cause);
}

/** The same for a staging label: the only possible invalid parameter is a version that does not have the label. */
export function moveRejection(cause: unknown): never {
  if (cause instanceof InvalidParameterException) throw new SecretStoreError('label-elsewhere', { cause });
  failureOf(cause);
}

function faultOf(cause: unknown): SecretFault | undefined {
  if (!(cause instanceof SecretsManagerServiceException)) return 'secrets-manager-unavailable';
  if (cause instanceof ResourceNotFoundException) return 'secret-not-found';
  if (cause instanceof ResourceExistsException) return 'value-differs';
  if (cause instanceof LimitExceededException) return 'too-many-versions';
  if (cause instanceof DecryptionFailure || cause instanceof EncryptionFailure) return 'kms-denied';
  if (cause instanceof InvalidRequestException)
    return /delet/i.test(cause.message) ? 'secret-deleted' : undefined;
  if (cause.name === 'AccessDeniedException')
    return /kms/i.test(cause.message) ? 'kms-denied' : 'access-denied';
  if (cause.name === 'ThrottlingException' || cause.$retryable?.throttling) return 'throttled';
  return cause.$fault === 'server' ? 'secrets-manager-unavailable' : undefined;
}
