import { adminClient, newKey } from '../admin.ts';
import { type Attack, attackTenant } from './attack.ts';
import { expectAccepted, expectDenied, type RunbookCases, type Situation, type Step } from './situation.ts';

let attack: Promise<Attack> | undefined;

/** Shared: what several runbooks investigate is one attack. */
function theAttack(): Promise<Attack> {
  attack ??= attackTenant();
  return attack;
}

/** The access log of the tenant shows the failures, and whether a request from the same source was allowed. */
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
function replaceOf(key: { readonly id: string; readonly value: string } | undefined): Step {
  if (!key) throw new Error('the attack has no such key');
  return {
    command: 'npx postern keys replace',
    values: { $KEY: key.id },
    before: () => expectAccepted(key.value),
    shows: [`replaces ${key.id}, which is no longer accepted`],
    after: () => expectDenied(key.value),
  };
}

async function logOfAttack(): Promise<Situation> {
  const found = await theAttack();
  return { values: { acme: found.tenant }, steps: [accessLog(found)] };
}

export const AUTHENTICATION_CASES: RunbookCases = {
  'distributed-failures': {
    state: 'a revoked key is presented from many sources, of which one uses another key',
    prepare: async () => {
      const found = await theAttack();
      const trail = {
        command: 'npx postern audit list',
        shows: [new RegExp(`key\\.revoked +key ${found.revoked} `)],
      };
      return {
        values: { acme: found.tenant },
        steps: [accessLog(found), trail, replaceOf(found.leaked[0])],
      };
    },
  },
  'failed-authentication-spike': {
    state: 'many requests present a revoked key, and some of them another one',
    prepare: async () => {
      const found = await theAttack();
      return { values: { acme: found.tenant }, steps: [accessLog(found), replaceOf(found.leaked[1])] };
    },
  },
  'failed-authentication-ratio': {
    state: 'a key was deleted by mistake',
    prepare: async () => {
      const { tenant } = await theAttack();
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
      const { tenant, guessed } = await theAttack();
      return {
        values: { $KEY: guessed.id },
        steps: [
          { command: 'npx postern keys show', shows: [guessed.id, tenant, /owner +app/] },
          { command: 'npx postern access-log', shows: [line('unknown', guessed.id, '198.51.100.1')] },
          replaceOf(guessed),
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
