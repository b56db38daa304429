import type { RotationDeps } from './rotation-deps.ts';

/** Tells what is to be told of a tenant's keys on a day. */
export async function reportTenant(
  _deps: RotationDeps,
  _report: { readonly tenant: string; readonly day: number },
): Promise<void> {}
