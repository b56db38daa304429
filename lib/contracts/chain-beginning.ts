import * as z from 'zod';

/**
 * The Systems Manager parameter that records where the chain of an audit table began. The function that appends links
 * writes it once. It is not part of a stack, because CloudFormation would overwrite it.
 */
export function beginningParameter(auditTable: string): string {
  return `/postern/audit/${auditTable}/beginning`;
}

/** The JSON form of the parameter: the hash and the times of link 1. */
export const chainBeginning = z.object({
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  atMs: z.int(),
  keptUntilMs: z.int(),
});
