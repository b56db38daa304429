import { PROBLEMS, type ProblemCode } from '../contracts/http/problem.ts';
import type { RejectedRequestError } from './rejected-request.ts';

export const CHECK_WRITES = 'If this was a write, check whether it was applied before you retry.';
export const SAME_VERSION = 'Use the CLI version of the deployment.';
export const RIGHTS_ADVICE =
  'Use AWS credentials with access to this tenant. Locally, npm start creates them.';
export const TRY_AGAIN = `Try again in a moment. ${CHECK_WRITES}`;

type Advice = string | ((error: RejectedRequestError, help: string) => string);

/** The next step after each problem. Commands are complete: they name the resource, the tenant and the deployment. */
const PROBLEM_ADVICE: Readonly<Record<ProblemCode, Advice>> = {
  'invalid-request': (_, help) => help,
  'invalid-cursor': 'Repeat the command to start from the first page.',
  'invalid-path': (_, help) => help,
  'malformed-json': SAME_VERSION,
  unauthorized: RIGHTS_ADVICE,
  forbidden: 'Ask a member of the tenant with a sufficient role.',
  'not-found': (error) => `List the keys of the tenant: ${error.command('keys', 'list')}`,
  'already-exists': (error) =>
    `Choose another ID. List existing tenants: ${error.globalCommand('tenants', 'list')}`,
  'already-invited': (error) => `Find the owner with this address: ${listOwners(error)}`,
  'audit-chain-disabled': 'Add an audit store to the ApiKeys construct of the deployment.',
  'monitoring-disabled':
    'Add monitoring to the stage, or alarmPrefix to the ApiKeys construct of the deployment.',
  'usage-disabled': 'Add a usage store to the ApiKeys construct of the deployment.',
  'key-deleted': (error) => `Restore the key: ${error.keyCommand('keys', 'restore')}`,
  'restore-period-expired': (error) =>
    `Issue a key with the same settings: ${error.keyCommand('keys', 'renew')}`,
  'key-not-active': (error) => `Use an active key: ${error.command('keys', 'list')}`,
  'key-revoked': (error) =>
    `Show its owner and settings: ${error.keyCommand('keys', 'show')}. Then issue another key with postern keys create.`,
  'value-unavailable': (error) =>
    `Use the value if you have the first response. Otherwise revoke the key and create another: ${error.command('keys', 'list')}`,
  'tenant-suspension-disabled':
    'Deploy the stage with tenantSuspension: true, or deactivate the owners of the tenant: postern owners deactivate',
  'owner-deactivated': (error) =>
    error.subject.owner === undefined
      ? `Reactivate the owner, or use an active owner: ${listOwners(error)}`
      : `Reactivate the owner: ${error.command('owners', 'reactivate', error.subject.owner)}. Or use an active owner: ${listOwners(error)}`,
  'key-limit-reached': (error) =>
    `Revoke a key that is not in use: ${error.command('keys', 'list')}. Or allow more keys with postern owners update --max-keys.`,
  'limit-without-credits': 'Name a balance of credits with --name: postern limits show lists the limits.',
  'balance-out-of-bounds': 'Add fewer credits: postern limits show prints the balance.',
  'settings-out-of-bounds': 'Change the setting, then try again. The options: postern keys update --help',
  'not-managed': (error) =>
    `Adopt the key first: ${error.command('managed-keys', 'create', '--key', error.subject.key ?? '<keyId>')}`,
  'manager-conflict': 'Change the key in its CloudFormation stack, and deploy that stack.',
  'rotation-disabled': 'Add a Rotation to the ApiKeys construct of the deployment.',
  'rotation-in-progress': (error) => `Show the rotation status: ${error.keyCommand('managed-keys', 'show')}`,
  'rotation-paused': (error) => `Resume the key: ${error.keyCommand('managed-keys', 'resume')}`,
  'rotation-blocked': 'Follow the message, then try again. docs/rotation.md describes each case.',
  'no-previous-value': (error) => `List past rotations: ${error.keyCommand('managed-keys', 'rotations')}`,
  'overlap-too-short': 'Use a longer --overlap or a shorter --consumer-cache.',
  'invalid-settings': 'Correct the conflicting settings: postern managed-keys create --help',
  'schedule-not-supported': 'Remove --schedule; the sweep then rotates the key.',
  'incompatible-key-id': (error) =>
    `Show its owner: ${error.keyCommand('keys', 'show')}. Issue a new managed key for it with postern managed-keys create, and switch its consumers to the new key.`,
  'rotation-too-frequent': (error) =>
    `Wait until then. To replace a leaked value immediately: ${error.keyCommand('managed-keys', 'replace')}`,
  'replacement-limit-exceeded': (error) =>
    `Wait until then, or revoke the key: ${error.keyCommand('keys', 'revoke')}`,
  'version-mismatch': (error) =>
    `Check its current settings: ${showCommand(error)}. Then repeat the command with the current --if-version.`,
  'body-too-large': 'Send less data, for example shorter metadata.',
  'unsupported-media-type': SAME_VERSION,
  'exceeds-key': 'Request only permissions that the key itself has.',
  'exceeds-lifetime': (error) =>
    `Use an earlier expiry. Limits: ${error.globalCommand('profile')} and ${error.globalCommand('tenants', 'list')}`,
  'owner-kind-not-allowed': (error) =>
    `Use an owner of a kind listed by ${error.globalCommand('profile')}: ${listOwners(error)}`,
  'role-not-supported': (error) =>
    `Remove --role; only people have roles. List the kinds: ${listOwners(error)}`,
  'unknown-plan': (error) => `Use a --plan listed by ${error.globalCommand('profile')}.`,
  'exceeds-role': (error) =>
    `Request only permissions that both the role of the owner and your own role allow: ${listOwners(error)}`,
  'expiry-not-in-future': 'Use a later --expires-at, or --expires-in-days.',
  'freeze-not-in-future': 'Use a later --freeze-until, or end the freeze with --no-freeze.',
  'idempotency-key-reused': 'Use another --idempotency-key; each identifies one request for 24 hours.',
  'unknown-permission': (error) => `Use --permissions listed by ${error.globalCommand('profile')}.`,
  'unknown-environment': (error) => `Use an --environment listed by ${error.globalCommand('profile')}.`,
  internal: TRY_AGAIN,
  'unreadable-item':
    'A newer version of Postern may have written the item. Deploy that version, then repeat the command.',
  unavailable: TRY_AGAIN,
};

/**
 * The next step after a rejected request.
 * @param help the next step after invalid usage
 */
export function problemAdvice(error: RejectedRequestError, help: string): string {
  const { code, finding } = error;
  if (finding) return finding.advice(error);
  const advice = isProblemCode(code) ? PROBLEM_ADVICE[code] : help;
  return typeof advice === 'string' ? advice : advice(error, help);
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code);
}

function listOwners(error: RejectedRequestError): string {
  return error.command('owners', 'list');
}

/** Shows the resource of the request. */
function showCommand(error: RejectedRequestError): string {
  const { key, owner, session, tenant } = error.subject;
  if (session !== undefined && key !== undefined) return error.command('sessions', 'list', '--key', key);
  if (key !== undefined) return error.keyCommand('keys', 'show');
  if (owner !== undefined) return error.command('owners', 'show', owner);
  return error.globalCommand('tenants', 'show', tenant ?? '<tenant>');
}
