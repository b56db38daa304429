/** A one-line change of the product that must make a row fail. */
export interface Mutation {
  readonly row: string;
  readonly file: string;
  /** Occurs in the file exactly once. */
  readonly line: string;
  readonly instead: string;
}

const MINDHUNTERS = 'lib/core/profiles/mindhunters.ts';
const MINDSET = 'lib/core/profiles/mindset.ts';
const MINDS = 'lib/core/profiles/minds.ts';
const MINDKEY = 'lib/core/profiles/mindkey.ts';
const MINDBRIDGE = 'lib/core/profiles/mindbridge.ts';
const EFFECTIVE_STATUS = 'lib/core/access/effective-status.ts';
const DELETE = 'lib/core/keys/delete.ts';
const ISSUE = 'lib/core/keys/issue.ts';
const MINT = 'lib/core/keys/mint.ts';
const RENEW = 'lib/core/keys/renew.ts';
const OWN_KEYS = 'lib/contracts/http/self-service-keys.ts';
const CREATED_KEY = 'lib/dashboard/keys/created-key.tsx';
const VIEWS = 'lambdas/control-api/views.ts';

const BEARER_ALONE = "credentialLocations: [{ header: 'authorization', scheme: 'Bearer' }],";
const BEARER_OR_HEADER =
  "credentialLocations: [{ header: 'authorization', scheme: 'Bearer' }, { header: 'x-api-key', scheme: null }],";
const NOT_ACTIVE = "if (key.status !== 'active') return key.status;";
/** A deleted key stays accepted. */
const ONLY_DISABLED = "if (key.status === 'disabled') return key.status;";
const FIND_KEYS = 'lib/core/keys/find.ts';
const LAST_USE = 'lastUsedAtMs: usages.get(key.id)?.lastUsedAtMs ?? null';
const NO_USE = 'lastUsedAtMs: null';
const HINT = 'hint: codecs.key.hint({ environment, keyId }),';
const WHOLE_VALUE = 'hint: codecs.key.compose({ environment, keyId, secret }),';

/** One mutation per passing row. */
export const MUTATIONS: readonly Mutation[] = [
  {
    row: 'MH-01',
    file: 'lib/core/access/decide.ts',
    line: 'return tenant !== undefined && tenant !== key.tenant;',
    instead: 'return false;',
  },
  { row: 'MH-02', file: MINDHUNTERS, line: 'status: 404', instead: 'status: 401' },
  { row: 'MH-03', file: MINDHUNTERS, line: BEARER_ALONE, instead: BEARER_OR_HEADER },
  {
    row: 'MH-04',
    file: MINDHUNTERS,
    line: "missing: withError(errorResponses.unauthorized, 'Missing Authorization header'),",
    instead: '',
  },
  {
    row: 'MH-05',
    file: MINDHUNTERS,
    line: "malformed: withError(errorResponses.unauthorized, 'Invalid token format'),",
    instead: '',
  },
  // A revoked key keeps its status and its credentials, so it stays accepted.
  {
    row: 'MH-06',
    file: 'lib/core/keys/revocation.ts',
    line: "return { ...key, status: 'revoked', credentials: [], revocation };",
    instead: 'return { ...key, revocation };',
  },
  {
    row: 'MH-07',
    file: 'lib/core/profiles/error-responses.ts',
    line: "forbidden: errorResponse(403, 'Forbidden'),",
    instead: "forbidden: errorResponse(401, 'Forbidden'),",
  },
  {
    row: 'MH-08',
    file: 'lib/constructs/api-keys/tenant-domain.ts',
    line: "element.addPropertyOverride('DisableExecuteApiEndpoint', true);",
    instead: "element.addPropertyOverride('DisableExecuteApiEndpoint', false);",
  },
  {
    row: 'MH-09',
    file: 'lib/constructs/api-keys/tenant-domain.ts',
    line: 'securityPolicy: SecurityPolicy.TLS_1_2,',
    instead: 'securityPolicy: SecurityPolicy.TLS_1_0,',
  },
  {
    row: 'MH-10',
    file: MINDHUNTERS,
    line: "developersManage: 'application-keys',",
    instead: "developersManage: 'own-keys',",
  },
  {
    row: 'MH-23',
    file: 'lib/constructs/api-keys/guard.ts',
    line: "if (target) recordGuard(fn, target, options.usage !== 'not-probed');",
    instead: '',
  },
  {
    row: 'MS-11',
    file: MINDSET,
    line: "keyManagers: ['app-admin'],",
    instead: "keyManagers: ['app-admin', 'developer'],",
  },
  {
    row: 'MK-14',
    file: MINDKEY,
    line: "keyManagers: ['app-admin'],",
    instead: "keyManagers: ['app-admin', 'developer'],",
  },
  { row: 'MH-12', file: VIEWS, line: 'name: key.name,', instead: 'name: null,' },
  {
    row: 'MH-13',
    file: ISSUE,
    line: 'permissions = profile.defaultPermissions } = input;',
    instead: 'permissions: _ } = input; const permissions = profile.defaultPermissions;',
  },
  {
    row: 'MH-18',
    file: 'lib/core/rotation/settings.ts',
    line: 'rotateEveryMs: rotateEveryDays === null ? null : rotateEveryDays * MS_PER_DAY,',
    instead: 'rotateEveryMs: null,',
  },
  // A request whose secret matches nothing does not count as a failed authentication.
  {
    row: 'MH-20',
    file: 'lib/core/usage/failures.ts',
    line: "return OUTCOME_CLASSES[outcome] === 'unproven';",
    instead: "return OUTCOME_CLASSES[outcome] === 'proven';",
  },
  // No key counts as expiring without rotation, so the alarm stays silent.
  {
    row: 'MK-13',
    file: 'lib/core/usage/key-inventory.ts',
    line: 'expiringUnrotated: unrotated.length,',
    instead: 'expiringUnrotated: 0,',
  },
  { row: 'MH-17', file: MINDHUNTERS, line: "staging: 'stage_', ", instead: '' },

  {
    row: 'MS-01',
    file: MINDSET,
    line: "owners: ['application'],",
    instead: "owners: ['application', 'person'],",
  },
  {
    row: 'MS-02',
    file: MINDSET,
    line: "defaultPermissions: ['read', 'write', 'delete', 'sessions:manage'],",
    instead: "defaultPermissions: ['read', 'sessions:manage'],",
  },
  {
    row: 'MS-03',
    file: 'lib/core/access/access.ts',
    line: 'owner: key.owner,',
    instead: 'owner: key.tenant,',
  },
  { row: 'MS-05', file: MINDSET, line: "prefix: 'msk'", instead: "prefix: 'msk_'" },
  {
    row: 'MS-06',
    file: MINDSET,
    line: "credentialLocations: [{ header: 'x-api-key', scheme: null }],",
    instead: "credentialLocations: [{ header: 'x-api-key', scheme: 'Bearer' }],",
  },
  {
    row: 'MS-07',
    file: DELETE,
    line: "status: 'deleted', deletion: details",
    instead: 'status: key.status, deletion: details',
  },
  { row: 'MS-08', file: EFFECTIVE_STATUS, line: NOT_ACTIVE, instead: ONLY_DISABLED },
  {
    row: 'MS-09',
    file: 'lib/guard/guarded-handler.ts',
    line: 'return handler(event, verdict.access, context);',
    instead:
      'const reply = await handler(event, verdict.access, context); const after = await gatekeeper(request); ' +
      "return 'denial' in after ? replyOf(after.denial, request) : reply;",
  },
  {
    row: 'MS-10',
    file: 'lib/core/sessions/end-with-key.ts',
    line: "return endSessionsWithKey || deletion?.statusBefore === 'disabled';",
    instead: 'return true;',
  },

  { row: 'MI-01', file: MINDS, line: "owners: ['account'],", instead: "owners: ['account', 'person']," },
  { row: 'MI-03', file: MINDS, line: "alphabet: 'hex'", instead: "alphabet: 'base62'" },
  { row: 'MI-04', file: MINT, line: HINT, instead: WHOLE_VALUE },
  {
    row: 'MI-05',
    file: 'lib/core/access/presented-credential.ts',
    line: 'asciiLowerCase(head) !==',
    instead: 'head !==',
  },
  {
    row: 'MI-06',
    file: 'lib/core/owners/user-id.ts',
    line: 'return UUID.test(id) ? id : uuidOf(',
    instead: 'return id; uuidOf(',
  },
  {
    row: 'MI-08',
    file: 'lib/http/timestamps.ts',
    line: 'return ms === null ? null : formatTimestamp(ms);',
    instead: 'return ms === null ? null : new Date(ms).toUTCString(); formatTimestamp(ms);',
  },
  {
    row: 'MI-09',
    file: OWN_KEYS,
    line: 'body: z.strictObject({ name: ownName }).prefault({}),',
    instead: 'body: z.strictObject({ name: ownName }),',
  },
  { row: 'MI-10', file: OWN_KEYS, line: '  .trim()\n', instead: '' },
  {
    row: 'MI-11',
    file: 'lambdas/self-service/routes/own-keys.ts',
    line: 'return { body: { id, name, key: result.value, createdAt: isoOf(createdAtMs) } };',
    instead: 'return { body: { name, id, key: result.value, createdAt: isoOf(createdAtMs) } };',
  },
  {
    row: 'MI-12',
    file: 'lib/contracts/http/define-route.ts',
    line: "definer('DELETE', 204, emptyBody)",
    instead: "definer('DELETE', 200, emptyBody)",
  },
  { row: 'MI-13', file: MINDS, line: "401: 'Invalid or missing API key',", instead: "401: 'Unauthorized'," },
  { row: 'MI-14', file: EFFECTIVE_STATUS, line: NOT_ACTIVE, instead: ONLY_DISABLED },
  {
    row: 'MI-15',
    file: 'lib/contracts/http/key-authenticated-route.ts',
    line: "export const MANAGE_KEYS = 'keys:manage';",
    instead: 'export const MANAGE_KEYS = null;',
  },
  // A key that is created with another one cannot manage keys, so it cannot take the other one's place.
  {
    row: 'MI-16',
    file: 'lib/core/keys/create-child.ts',
    line: '    permissions,\n',
    instead: "    permissions: ['read'],\n",
  },
  {
    row: 'MI-17',
    file: 'lib/core/owners/update.ts',
    line: 'plan: plan === undefined ? owner.plan : plan,',
    instead: 'plan: owner.plan,',
  },
  {
    row: 'MI-18',
    file: MINDS,
    line: "environmentVariable: 'MINDS_API_KEY',",
    instead: "environmentVariable: 'MINDS_KEY',",
  },

  {
    row: 'MK-02',
    file: VIEWS,
    line: 'permissions: [...key.permissions],',
    instead: "permissions: ['read'],",
  },
  { row: 'MK-03', file: MINT, line: HINT, instead: WHOLE_VALUE },
  {
    row: 'MK-04',
    file: MINDKEY,
    line: 'lifetime: { defaultDays: 365, maxDays: 365 },',
    instead: 'lifetime: { defaultDays: 366, maxDays: 366 },',
  },
  { row: 'MK-05', file: MINDKEY, line: "scheme: 'ApiKey-v2' }],", instead: "scheme: 'ApiKey' }]," },
  { row: 'MK-06', file: MINDKEY, line: "routes: ['ping'],", instead: 'routes: [],' },
  // An expired key stays accepted for a minute.
  {
    row: 'MK-07',
    file: EFFECTIVE_STATUS,
    line: 'nowMs >= key.expiresAtMs)',
    instead: 'nowMs >= key.expiresAtMs + 60_000)',
  },
  // A renewed key does not have the permissions of the old one.
  {
    row: 'MK-08',
    file: RENEW,
    line: 'const { permissions } = inherited;',
    instead: "const permissions = ['read'];",
  },

  {
    row: 'MB-02',
    file: 'lib/contracts/http/role-permissions.ts',
    line: 'return rules.keyManagers.includes(role);',
    instead: 'return false;',
  },
  { row: 'MB-03', file: MINDBRIDGE, line: BEARER_ALONE, instead: BEARER_OR_HEADER },
  {
    row: 'MB-04',
    file: MINDBRIDGE,
    line: "permissions: ['read', 'write', 'delete'],",
    instead: 'permissions: null,',
  },
  {
    row: 'MB-05',
    file: DELETE,
    line: "if (key.status === 'deleted') return 'unchanged';",
    instead: "if (key.status !== 'active') return 'unchanged';",
  },
  {
    row: 'MB-06',
    file: RENEW,
    line: 'lineage: { predecessor: key.id, parent: null },',
    instead: 'lineage: { predecessor: null, parent: null },',
  },
  {
    row: 'MB-07',
    file: 'lib/core/owners/deactivate.ts',
    line: "{ next: { ...owner, status: 'deactivated' }, action: 'owner.deactivated' }",
    instead: "{ next: { ...owner, status: 'active' }, action: 'owner.deactivated' }",
  },
  {
    row: 'MB-08',
    file: 'lib/core/access/permissions.ts',
    line: "developer: ['read', 'write'],",
    instead: "developer: 'any',",
  },
  {
    row: 'MB-09',
    file: 'lambdas/control-api/console/authorize.ts',
    line: "if (!member) return { problem: 'not-found' };",
    instead:
      "if (!member) return { identity: { id: 'anybody', sourceAddress: token.sourceAddress, role: 'auditor' } };",
  },
  {
    row: 'MB-12',
    file: 'lib/constructs/table/table-props.ts',
    line: 'encryption: encryptionKey && TableEncryptionV2.customerManagedKey(encryptionKey),',
    instead: 'encryption: undefined,',
  },
  // A replaced key is not revoked.
  // A request is allowed after a denied charge.
  {
    row: 'MB-10',
    file: 'lib/core/limits/limiter.ts',
    line: 'if (!denial) return { ...decision, limitHeaders: headers };',
    instead: 'if (denial !== undefined) return { ...decision, limitHeaders: headers };',
  },
  {
    row: 'MB-13',
    file: RENEW,
    line: 'return { token, expected: {}, replaced: { before: key, by } };',
    instead: 'return { token, expected: {} };',
  },

  { row: 'MH-15', file: FIND_KEYS, line: LAST_USE, instead: NO_USE },
  { row: 'MK-10', file: FIND_KEYS, line: LAST_USE, instead: NO_USE },
  {
    row: 'MI-07',
    file: 'lambdas/self-service/routes/own-keys.ts',
    line: 'lastUsedAt: isoOf(lastUsedAtMs) };',
    instead: 'lastUsedAt: null };',
  },
  {
    row: 'MK-11',
    file: 'lib/core/usage/limits.ts',
    line: 'LAST_USE_WINDOW_MS = 5 * 60_000;',
    instead: 'LAST_USE_WINDOW_MS = 0;',
  },
  // The access log contains no denials.
  {
    row: 'MH-19',
    file: 'lib/core/usage/access-log.ts',
    line: 'const next = isUse ? recordUse(now, decision) : recordDenial(now, decision);',
    instead: 'const next = isUse ? used(now, decision) : now;',
  },
  {
    row: 'MB-11',
    file: 'lib/core/usage/access-log.ts',
    line: 'if (isUse ? next.lastUsedAtMs !== now.lastUsedAtMs : next !== now)',
    instead: 'if (!isUse && next !== now)',
  },
  {
    row: 'MH-22',
    file: 'lib/core/usage/reports.ts',
    line: "return { ...page, items: items.filter(({ use }) => use !== 'used'), delivery };",
    instead: 'return { ...page, items: [], delivery };',
  },
  {
    row: 'MK-12',
    file: 'lib/core/usage/reports.ts',
    line: "return unusedKeys(deps, 'by-last-use', query, () => fromMs);",
    instead: "return unusedKeys(deps, 'never-used', query, () => fromMs);",
  },
  {
    row: 'MH-11',
    file: MINDHUNTERS,
    line: "menuLocation: 'profile-menu',",
    instead: "menuLocation: 'navigation',",
  },
  {
    row: 'MH-14',
    file: CREATED_KEY,
    line: "addEventListener('beforeunload', warn);",
    instead: "addEventListener('beforeunload', warn); sessionStorage.setItem('value', issued.value);",
  },
  {
    row: 'MH-16',
    file: 'lib/dashboard/keys/end-keys.tsx',
    line: 'onSubmit={() => void endAll()}',
    instead: 'onSubmit={onClose}',
  },
  {
    row: 'MH-21',
    file: 'lib/dashboard/shell/pages.tsx',
    line: "isAllowed: ({ can, features }) => features.usage && can('showTenantUsage'),",
    instead: 'isAllowed: () => false,',
  },
  { row: 'MS-04', file: CREATED_KEY, line: 'textToCopy={text}', instead: 'textToCopy={label}' },
  { row: 'MI-02', file: MINDS, line: "createKey: 'Generate New API Key',", instead: "createKey: 'Create'," },
  {
    row: 'MK-01',
    file: MINDKEY,
    line: "menu: ['Administration', 'Integration', 'Connector Access Control'],",
    instead: "menu: ['Connector Access Control'],",
  },
  { row: 'MK-09', file: MINDKEY, line: "endKey: 'revoke',", instead: "endKey: 'delete'," },
  {
    row: 'MB-01',
    file: MINDBRIDGE,
    line: "keyReaders: ['app-admin'],",
    instead: "keyReaders: ['app-admin', 'developer', 'auditor'],",
  },
];
