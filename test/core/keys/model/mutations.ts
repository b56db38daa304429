/** A one-line break of a use case that the model must find a counterexample for. */
export interface Mutation {
  readonly name: string;
  /** In lib. */
  readonly file: string;
  /** Occurs in the file exactly once, without its indentation. */
  readonly line: string;
  readonly instead: string;
}

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'replace without a cascade',
    file: 'core/keys/renew.ts',
    line: 'return { ...result, cascade: await revokeChildren(deps, caller, keyName) };',
    instead: "return { ...result, cascade: 'complete' };",
  },
  {
    name: 'revoke as compromised without a cascade',
    file: 'core/keys/revoke.ts',
    line: 'return { ...result, cascade: isCompromised ? await revokeChildren(deps, caller, keyName) : null };',
    instead: "return { ...result, cascade: isCompromised ? 'complete' : null };",
  },
  {
    name: 'a cascade of one generation',
    file: 'core/keys/cascade.ts',
    line: 'return revokeDescendants(deps, caller, result.key, deadlineMs);',
    instead: 'return [];',
  },
  {
    name: 'a failed cascade reported as complete',
    file: 'core/keys/cascade.ts',
    line: "return 'pending';",
    instead: "return 'complete';",
  },
  {
    name: 'a cascade that is not stored as pending',
    file: 'core/keys/revoke.ts',
    line: "return typeof step === 'object' && isCompromised ? { ...step, cascade: 'pending' } : step;",
    instead: 'return step;',
  },
  {
    name: 'a reason that does not become more severe',
    file: 'core/keys/revocation.ts',
    line: 'if (!isWorse && !endsMore) return key;',
    instead: 'if (!endsMore) return key;',
  },
  {
    name: 'a write of an update without changes',
    file: 'core/update-with-retry.ts',
    line: 'if (isSameJson(audited(before), audited(step.next))) return done(before);',
    instead: 'if (before === step.next) return done(before);',
  },
  {
    name: 'an update that does not decide again',
    file: 'core/update-with-retry.ts',
    line: "return (await deps.store.commit(change(next, step), event)) === 'committed'",
    instead: 'return (await deps.store.commit(change(next, step), event)).length > 0',
  },
  {
    name: 'a child on a parent of another version',
    file: 'core/keys/create-child.ts',
    line: 'const expected = { ...versionsOf(basis), parent: parent.version };',
    instead: 'const expected = versionsOf(basis);',
  },
  {
    name: 'a key for an owner of another version',
    file: 'core/keys/issue.ts',
    line: 'return mintKey(deps, caller, settings, { ...options, nowMs, ...basis, expected: versionsOf(basis) });',
    instead: 'return mintKey(deps, caller, settings, { ...options, nowMs, ...basis, expected: {} });',
  },
  {
    name: 'a key above the maximum of its owner',
    file: 'core/keys/mint.ts',
    line: ": ({ kind: 'added', maxKeys } as const);",
    instead: ": ({ kind: 'added', maxKeys: null } as const);",
  },
  {
    name: 'an expired key that still counts',
    file: 'core/keys/key-count.ts',
    line: "return (status === 'active' || status === 'disabled') && (expiresAtMs === null || nowMs < expiresAtMs);",
    instead: "return (status === 'active' || status === 'disabled') && (expiresAtMs === null || nowMs > 0);",
  },
  {
    name: 'a disabled key that does not count',
    file: 'core/keys/key-count.ts',
    line: "return (status === 'active' || status === 'disabled') && (expiresAtMs === null || nowMs < expiresAtMs);",
    instead: "return status === 'active' && (expiresAtMs === null || nowMs < expiresAtMs);",
  },
  {
    name: 'a replaced key that needs room for its replacement',
    file: 'core/keys/mint.ts',
    line: 'const isInPlace = replaced !== undefined && counts(replaced.before, nowMs);',
    instead: 'const isInPlace = false;',
  },
  {
    name: 'a child that outlives its parent',
    file: 'core/keys/create-child.ts',
    line: 'expiresAtMs: instantOrNever(Math.min(parent.expiresAtMs ?? Number.POSITIVE_INFINITY, longestMs)),',
    instead: 'expiresAtMs: instantOrNever(longestMs),',
  },
  {
    name: 'a key restored for an owner that is deactivated',
    file: 'core/keys/delete.ts',
    line: "if (owner?.status !== 'active') return { rejected: 'owner-deactivated' };",
    instead: '',
  },
  {
    name: 'a disabled key that a deletion and its restoration enable',
    file: 'core/keys/delete.ts',
    line: 'const details = { atMs, by: shortCallerId(caller), statusBefore: key.status };',
    instead: "const details = { atMs, by: shortCallerId(caller), statusBefore: 'active' as const };",
  },
  {
    name: 'a lifetime that restarts with a change',
    file: 'core/keys/update.ts',
    line: 'const expiry = expiryOf(policy, expiresAtMs, { createdAtMs, nowMs });',
    instead:
      'const expiry = expiryOf(policy, expiresAtMs, { createdAtMs: Math.max(createdAtMs, nowMs), nowMs });',
  },
  {
    name: 'a token without an expiry',
    file: 'core/idempotency/create-once.ts',
    line: 'if (!record || !isWithinWindow(record, clock())) return create();',
    instead: 'if (!record) return create();',
  },
  {
    name: 'a token that matches any body',
    file: 'core/idempotency/create-once.ts',
    line: "if (record.bodyDigest !== token.bodyDigest) return { outcome: 'idempotency-key-reused' };",
    instead: '',
  },
  {
    name: 'sessions that end with every revocation',
    file: 'core/sessions/end-with-key.ts',
    line: "return revocation?.reason === 'compromised' || revocation?.endSessions !== false;",
    instead: 'return revocation !== null;',
  },
  {
    name: 'a session that outlives its key',
    file: 'core/sessions/create.ts',
    line: 'key.expiresAtMs ?? Number.POSITIVE_INFINITY,',
    instead: 'Number.POSITIVE_INFINITY,',
  },
  {
    name: 'a session on a key of another version',
    file: 'core/sessions/create.ts',
    line: 'const expected = { key: key.version, owner: owner?.version };',
    instead: 'const expected = {};',
  },
  {
    name: 'a key enabled for an owner that is deactivated',
    file: 'core/keys/disable.ts',
    line: "if (isOwnerDeactivated(key, owner)) return { rejected: 'owner-deactivated' };",
    instead: '',
  },
  {
    name: 'a suspended tenant whose keys are accepted',
    file: 'core/access/effective-status.ts',
    line: "return isSuspended ? 'tenant-suspended' : 'active';",
    instead: "return 'active';",
  },
  {
    name: 'a suspension that an update of the tenant ends',
    file: 'core/tenants/update.ts',
    line: 'name: name === undefined ? before.name : name,',
    instead: "name: name === undefined ? before.name : name, status: 'active',",
  },
  {
    name: 'a session with more than its key',
    file: 'core/access/decide-session.ts',
    line: 'const permissions = limitToRole(permissionsOf(session, key), ownerRole(key, owner));',
    instead: 'const permissions = limitToRole(session.permissions, ownerRole(key, owner));',
  },
  {
    name: 'a reactivation that is not recorded',
    file: 'core/update-with-retry.ts',
    line: '...{ action: step.action, tenant, subject },',
    instead: "...{ action: 'owner.updated', tenant, subject },",
  },
  {
    name: 'an update of another version than the one in If-Match',
    file: 'core/version-mismatch.ts',
    line: 'return expectedVersion === undefined || expectedVersion === currentVersion',
    instead: 'return expectedVersion === undefined || expectedVersion <= currentVersion',
  },
  {
    name: 'a revocation of any version',
    file: 'core/keys/revoke.ts',
    line: 'const result = await updateKeyWithRetry<never>(deps, caller, keyName, (key, nowMs) => {',
    instead:
      'const result = await updateKeyWithRetry<never>(deps, caller, { ...keyName, ifVersion: undefined }, (key, nowMs) => {',
  },
  {
    name: 'an invitation of an owner that is deactivated',
    file: 'core/owners/accept-invitation.ts',
    line: "if (before?.status !== 'active') return { outcome: 'not-invited' };",
    instead: "if (!before) return { outcome: 'not-invited' };",
  },
  {
    name: 'an invitation that another account accepts again',
    file: 'core/owners/accept-invitation.ts',
    line: 'if (before.identity) {',
    instead: 'if (before.identity && before.identity.issuer !== identity.issuer) {',
  },
  {
    name: 'an invitation that depends on the case of the address',
    file: 'core/owners/invitations.ts',
    line: 'return store.readInvitations(asciiLowerCase(verifiedAddress));',
    instead: 'return store.readInvitations(verifiedAddress);',
  },
  {
    name: 'access of a deactivated console user',
    file: 'core/members/member.ts',
    line: "if (owner?.status !== 'active' || owner.kind !== 'person' || owner.role === null) return undefined;",
    instead: "if (owner?.kind !== 'person' || owner.role === null) return undefined;",
  },
  {
    name: 'a disabled key that is not listed as expiring',
    file: 'adapters/dynamodb/key-item.ts',
    line: "return expiresAtMs !== null && (status === 'active' || status === 'disabled');",
    instead: "return expiresAtMs !== null && status === 'active';",
  },
  {
    name: 'a key listed as expiring that expires later',
    file: 'adapters/dynamodb/read-span.ts',
    line: 'return ms >= fromMs && ms < toMs;',
    instead: 'return ms >= fromMs;',
  },
  {
    name: 'events from the end of a time range',
    file: 'core/audit/read-events.ts',
    line: 'untilMs: until === undefined ? latestMs : Math.min(latestMs, Date.parse(until)),',
    instead: 'untilMs: until === undefined ? latestMs : Math.min(latestMs, Date.parse(until) + 1),',
  },
  {
    name: 'events of an owner that include events of all owners',
    file: 'core/audit/read-events.ts',
    line: "if (owner !== undefined) return { subject: { kind: 'owner', id: owner } };",
    instead: '',
  },
  {
    name: 'a read of the audit trail that is recorded in one tenant only',
    file: 'core/audit/record-read.ts',
    line: 'const reading = { params: { tenant }, body: {}, idempotencyKey: caller.sourceAddress };',
    instead: 'const reading = { params: {}, body: {}, idempotencyKey: caller.sourceAddress };',
  },
  {
    name: 'a budget of the predecessor in place of the first key',
    file: 'core/keys/renew.ts',
    line: '...{ limits, allowedAddresses, budgetKey: budgetKeyOf(key) },',
    instead: '...{ limits, allowedAddresses, budgetKey: key.id },',
  },
  {
    name: 'a created key without the addresses of its parent',
    file: 'core/keys/create-child.ts',
    line: 'allowedAddresses: parent.allowedAddresses,',
    instead: 'allowedAddresses: [],',
  },
  {
    name: 'limits that an update does not change',
    file: 'core/keys/update.ts',
    line: '...(limits && !isSameJson(limits, key.limits) && { limits }),',
    instead: '',
  },
];
