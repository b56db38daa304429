import { adminClient, newKey } from '../admin.ts';
import { type Attack, attackTenant } from './attack.ts';
import { expectAccepted, expectDenied, type RunbookCases, type Situation, type Step } from './situation.ts';

let attack: Promise<Attack> | undefined;

/** Several runbooks investigate the same attack. */
function sharedAttack(): Promise<Attack> {
  attack ??= attackTenant();
  return attack;
}

/** The access log of the tenant contains the failures and the allowed requests of the same source. */
function accessLog({ source, revoked, leaked }: Attack): Step {
  return {
    command: 'npx postern access-log',
    shows: [line('revoked', revoked, source), ...leaked.map(({ id }) => line('allowed', id, source))],
  };
}

function line(outcome: string, key: string, source: string): RegExp {
  return new RegExp(`\\b${outcome} +${key}\\b.*\\b${source.replaceAll('.', '\\.')}\\b`);
}

/** Replaces one of the keys that a source of the attack uses. */
function replaceStep(key: { readonly id: string; readonly value: string } | undefined): Step {
  if (!key) throw new Error('The attack has no leaked key left');
  return {
    command: 'npx postern keys replace',
    values: { $KEY: key.id },
    before: () => expectAccepted(key.value),
    shows: [`replaces ${key.id}, which is no longer accepted`],
    after: () => expectDenied(key.value),
  };
}

async function logOfAttack(): Promise<Situation> {
  const current = await sharedAttack();
  return { values: { acme: current.tenant }, steps: [accessLog(current)] };
}

export const AUTHENTICATION_CASES: RunbookCases = {
  'distributed-failures': {
    state: 'a revoked key is presented from many sources, of which one uses another key',
    prepare: async () => {
      const current = await sharedAttack();
      const trail = {
        command: 'npx postern audit list',
        shows: [new RegExp(`key\\.revoked +key ${current.revoked} `)],
      };
      return {
        values: { acme: current.tenant },
        steps: [accessLog(current), trail, replaceStep(current.leaked[0])],
      };
    },
  },
  'failed-authentication-spike': {
    state: 'many requests present a revoked key, and some present another key',
    prepare: async () => {
      const current = await sharedAttack();
      return {
        values: { acme: current.tenant },
        steps: [accessLog(current), replaceStep(current.leaked[1])],
      };
    },
  },
  'failed-authentication-ratio': {
    state: 'a key was deleted by mistake',
    prepare: async () => {
      const { tenant } = await sharedAttack();
      const { id, value } = await newKey(tenant);
      await adminClient.call('deleteKey', { params: { tenant, key: id } });
      await expectDenied(value);
      return {
        values: { acme: tenant, $KEY: id },
        steps: [
          { command: 'npx postern audit list', shows: [new RegExp(`key\\.deleted +key ${id} `)] },
          { command: 'npx postern keys restore', shows: [id], after: () => expectAccepted(value) },
        ],
      };
    },
  },
  'key-guessing': {
    state: 'wrong secrets are presented with the ID of a key',
    prepare: async () => {
      const { tenant, guessed } = await sharedAttack();
      return {
        values: { $KEY: guessed.id },
        steps: [
          { command: 'npx postern keys show', shows: [guessed.id, tenant, /owner +app/] },
          { command: 'npx postern access-log', shows: [line('unknown', guessed.id, '198.51.100.1')] },
          replaceStep(guessed),
        ],
      };
    },
  },
  'failed-authentication-source': {
    state: 'one source fails more often than all others',
    prepare: logOfAttack,
  },
  'failed-authentication-anomaly': { state: 'requests fail authentication', prepare: logOfAttack },
};
