/** The kind of test that verifies a row. */
export type Evidence = 'http' | 'browser' | 'command line' | 'template';

/** A documented behaviour of one of the five products. The title of each of its tests starts with its ID. */
export interface Row {
  readonly id: string;
  readonly behaviour: string;
  readonly evidence: Evidence;
  /** The missing feature that the row needs. Tests cover the existing part. */
  readonly awaits?: string;
}

const mindhunters: readonly Row[] = [
  { id: 'MH-01', behaviour: 'The first label of the host is the tenant, on every call', evidence: 'http' },
  { id: 'MH-02', behaviour: 'Unknown tenant: 404 `Not Found`', evidence: 'http' },
  { id: 'MH-03', behaviour: '`Authorization: Bearer <token>` on every request', evidence: 'http' },
  { id: 'MH-04', behaviour: 'No Authorization: 401 `Missing Authorization header`', evidence: 'http' },
  { id: 'MH-05', behaviour: 'Not `Bearer <token>`: 401 `Invalid token format`', evidence: 'http' },
  { id: 'MH-06', behaviour: 'Wrong or revoked token: 401 `Unauthorized`', evidence: 'http' },
  { id: 'MH-07', behaviour: 'Permission lacking: 403 `Forbidden`', evidence: 'http' },
  { id: 'MH-08', behaviour: 'Plain HTTP is rejected', evidence: 'template' },
  { id: 'MH-09', behaviour: 'TLS 1.2 or higher', evidence: 'template' },
  { id: 'MH-10', behaviour: 'Only admins and developers make tokens', evidence: 'http' },
  {
    id: 'MH-11',
    behaviour: 'Profile menu → Developer → Create New API Token',
    evidence: 'browser',
  },
  { id: 'MH-12', behaviour: 'A token has a descriptive name', evidence: 'http' },
  { id: 'MH-13', behaviour: 'Permissions may be set at creation', evidence: 'http' },
  { id: 'MH-14', behaviour: 'The value is shown once, in a dialog', evidence: 'browser' },
  { id: 'MH-15', behaviour: 'The list shows creation date and last use', evidence: 'http' },
  { id: 'MH-16', behaviour: 'Revoke: button, then a confirmation', evidence: 'browser' },
  { id: 'MH-17', behaviour: 'Several tokens in parallel, per service and environment', evidence: 'http' },
  { id: 'MH-18', behaviour: 'Rotation every 90 days; replaced immediately if compromised', evidence: 'http' },
  { id: 'MH-19', behaviour: 'API access logs can be reviewed', evidence: 'http' },
  { id: 'MH-20', behaviour: 'Failed authentication raises an alert', evidence: 'http' },
  {
    id: 'MH-21',
    behaviour: 'Token usage is visible in the Developer section',
    evidence: 'browser',
  },
  { id: 'MH-22', behaviour: 'Unused tokens are found and can be revoked', evidence: 'http' },
  {
    id: 'MH-23',
    behaviour: 'MH-01 to MH-07, MH-15, MH-19 and MH-20 hold together on the guarded service',
    evidence: 'http',
  },
];

const mindset: readonly Row[] = [
  { id: 'MS-01', behaviour: 'Keys are server-to-server secrets of an application', evidence: 'http' },
  { id: 'MS-02', behaviour: "A key grants app-owner access to the application's data", evidence: 'http' },
  { id: 'MS-03', behaviour: 'Keys are made per application', evidence: 'http' },
  {
    id: 'MS-04',
    behaviour: '"API key management" generates and copies a key',
    evidence: 'browser',
  },
  { id: 'MS-05', behaviour: 'The key is one long alphanumeric string', evidence: 'http' },
  { id: 'MS-06', behaviour: '`x-api-key` holds the whole key, without a scheme', evidence: 'http' },
  { id: 'MS-07', behaviour: 'A key is invalidated by deleting it in the console', evidence: 'http' },
  { id: 'MS-08', behaviour: 'From then on, calls with it fail', evidence: 'http' },
  { id: 'MS-09', behaviour: 'What already runs under it is not interrupted', evidence: 'http' },
  { id: 'MS-10', behaviour: 'A session stays valid after its key is deleted', evidence: 'http' },
  { id: 'MS-11', behaviour: 'Only administrators manage keys', evidence: 'http' },
];

const minds: readonly Row[] = [
  { id: 'MI-01', behaviour: 'Every request needs a key; keys belong to an account', evidence: 'http' },
  {
    id: 'MI-02',
    behaviour: 'Settings → API Keys → Generate New API Key',
    evidence: 'browser',
  },
  { id: 'MI-03', behaviour: 'A key is `minds_` and 48 lower-case hex digits', evidence: 'http' },
  { id: 'MI-04', behaviour: 'The value is in the creation response and nowhere else', evidence: 'http' },
  { id: 'MI-05', behaviour: '`Authorization: Bearer <key>`', evidence: 'http' },
  { id: 'MI-06', behaviour: '`GET /api/v1/auth/me` → 200 `{"id": "<uuid>"}`, else 401', evidence: 'http' },
  {
    id: 'MI-07',
    behaviour: '`GET /api/v1/api-keys` → `{id, name, createdAt, lastUsedAt}`',
    evidence: 'http',
  },
  { id: 'MI-08', behaviour: 'Timestamps are ISO 8601, UTC, with milliseconds', evidence: 'http' },
  { id: 'MI-09', behaviour: '`POST /api/v1/api-keys`: the body is optional', evidence: 'http' },
  { id: 'MI-10', behaviour: '`name`: 1 to 100 characters, trimmed; empty is null', evidence: 'http' },
  { id: 'MI-11', behaviour: 'The response is `{id, name, key, createdAt}`', evidence: 'http' },
  { id: 'MI-12', behaviour: '`DELETE /api/v1/api-keys/{keyId}` → 204, empty', evidence: 'http' },
  { id: 'MI-13', behaviour: 'One 401 body for missing and invalid keys', evidence: 'http' },
  { id: 'MI-14', behaviour: 'A deleted key gets 401', evidence: 'http' },
  { id: 'MI-15', behaviour: 'Key management is itself authenticated by a key', evidence: 'http' },
  { id: 'MI-16', behaviour: 'Rotation by hand: create, switch, delete the old one', evidence: 'http' },
  { id: 'MI-17', behaviour: 'Limits by plan reach the protected API', evidence: 'http' },
  { id: 'MI-18', behaviour: 'The CLI prints a line for `MINDS_API_KEY`', evidence: 'command line' },
];

const mindkey: readonly Row[] = [
  {
    id: 'MK-01',
    behaviour: 'Administration → Integration → Connector Access Control',
    evidence: 'browser',
  },
  { id: 'MK-02', behaviour: 'Name and scopes may be given', evidence: 'http' },
  { id: 'MK-03', behaviour: 'Not retrievable after generation', evidence: 'http' },
  { id: 'MK-04', behaviour: 'A key expires 365 days after creation', evidence: 'http' },
  { id: 'MK-05', behaviour: '`Authorization: ApiKey-v2 <key>`', evidence: 'http' },
  { id: 'MK-06', behaviour: '`GET /ping` is the probe', evidence: 'http' },
  { id: 'MK-07', behaviour: 'An expired key: 401, no grace', evidence: 'http' },
  { id: 'MK-08', behaviour: 'Rotation: same scopes, switch, verify, revoke the old one', evidence: 'http' },
  { id: 'MK-09', behaviour: 'Revoke in the same panel', evidence: 'browser' },
  { id: 'MK-10', behaviour: 'Last use is shown beside each key', evidence: 'http' },
  { id: 'MK-11', behaviour: 'Last use is written about every 5 minutes', evidence: 'http' },
  { id: 'MK-12', behaviour: 'Dormant keys are found, usage can be audited', evidence: 'http' },
  { id: 'MK-13', behaviour: 'The expiry is visible, and warned about before', evidence: 'http' },
  { id: 'MK-14', behaviour: 'Only administrators manage keys', evidence: 'http' },
];

const mindbridge: readonly Row[] = [
  {
    id: 'MB-01',
    behaviour: 'Only an App Admin sees or manages tokens, on any surface',
    evidence: 'browser',
  },
  { id: 'MB-02', behaviour: 'Customers manage their tokens', evidence: 'http' },
  { id: 'MB-03', behaviour: 'Bearer tokens', evidence: 'http' },
  { id: 'MB-04', behaviour: 'Permissions: read, write, delete, and no others', evidence: 'http' },
  { id: 'MB-05', behaviour: 'A token can be deleted at any time', evidence: 'http' },
  { id: 'MB-06', behaviour: 'Renew copies the settings; the value is never reused', evidence: 'http' },
  { id: 'MB-07', behaviour: "Cutting off a user ends that user's tokens in one action", evidence: 'http' },
  { id: 'MB-08', behaviour: "A token's permissions are bounded by its owner's role", evidence: 'http' },
  { id: 'MB-09', behaviour: 'Access is limited to invited people', evidence: 'http' },
  { id: 'MB-10', behaviour: 'Rate limiting; protection against floods', evidence: 'http' },
  { id: 'MB-11', behaviour: 'API calls are logged', evidence: 'http' },
  { id: 'MB-12', behaviour: 'Encrypted at rest and in transit; one identity provider', evidence: 'template' },
  { id: 'MB-13', behaviour: 'A compromised token is disabled and re-issued in one action', evidence: 'http' },
];

/** The 79 rows, by profile. */
export const ROWS_BY_PROFILE = { mindhunters, mindset, minds, mindkey, mindbridge } as const;

export const ROWS: readonly Row[] = Object.values(ROWS_BY_PROFILE).flat();
