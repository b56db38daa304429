import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROLES } from '../../../lib/core/owners/owner.ts';
import { writeLocalJson } from '../../../scripts/local/local-json.ts';
import { endpointAt, freePort } from '../../../scripts/local/port.ts';
import { signInMessage } from '../../../scripts/local/sign-in-message.ts';
import { ROOT, type StateDirectory } from '../../../scripts/local/state-directory.ts';
import { localDeploymentAt } from '../../api-client/support/local-deployment.ts';
import { temporaryHome } from '../../support/temporary-state.ts';

const CONSOLE = {
  url: 'http://127.0.0.1:4566/_aws/execute-api/a1b2c3',
  issuer: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_a1B2c3',
  clientId: 'client',
  scope: 'postern/console',
  callbackUrl: 'http://localhost/callback',
  people: ROLES.map((role) => ({ role, email: `${role}@example.com`, password: `of ${role}` })),
};

describe('the sign-in message', () => {
  it('lists the console users without passwords, and shows an existing command', async () => {
    const message = signInMessage(CONSOLE);
    for (const { role, email, password } of CONSOLE.people) {
      expect(message).toMatch(new RegExp(`${role} +${email}`));
      expect(message).not.toContain(password);
    }
    expect(message).toContain('TOKEN=$(npm run --silent sign-in -- app-admin)');
    expect(message).toContain(`curl -H "Authorization: Bearer $TOKEN" ${CONSOLE.url}/console/v1/me`);
    const { scripts } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
    expect(scripts['sign-in']).toBe('node scripts/preflight.js && node scripts/local/sign-in.ts');
  });

  it('contains the address of the dashboard, if the deployment has one', () => {
    const dashboardUrl = `${CONSOLE.url}/dashboard`;
    expect(signInMessage({ ...CONSOLE, dashboardUrl })).toContain(`in the dashboard:\n\n  ${dashboardUrl}\n`);
    expect(signInMessage(CONSOLE)).not.toContain('dashboard');
  });

  it('is empty without console users', () => {
    expect(signInMessage(undefined)).toBe('');
  });
});

describe('npm run sign-in', () => {
  const signIn = (home: StateDirectory, ...args: string[]) => {
    const script = join(ROOT, 'scripts/local/sign-in.ts');
    const cwd = join(home.directory, '..');
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
      cwd,
      encoding: 'utf8',
    });
    return { status, stdout, line: stderr.trim() };
  };

  it.each([[[]], [['root']], [['developer', 'auditor']]])(
    'rejects %j with the existing roles',
    async (args) => {
      const home = await temporaryHome();
      await writeLocalJson(home, { ...localDeploymentAt(4566), console: CONSOLE });
      expect(signIn(home, ...args)).toEqual({
        status: 1,
        stdout: '',
        line: `Invalid role '${args.join(' ')}'. Use one of: app-admin, developer, auditor.`,
      });
    },
  );

  it('rejects a sign-in after a stop with the next step', async () => {
    const home = await temporaryHome();
    const endpointUrl = endpointAt(await freePort());
    await writeLocalJson(home, { ...localDeploymentAt(4566), endpointUrl, console: CONSOLE });
    expect(signIn(home, 'developer')).toEqual({
      status: 1,
      stdout: '',
      line: `Postern is not running at ${endpointUrl}. Start it first: npm start`,
    });
  });

  it('rejects a sign-in before the first start with the next step', async () => {
    expect(signIn(await temporaryHome(), 'developer')).toEqual({
      status: 1,
      stdout: '',
      line: 'The local stack has no console users. Start it first: npm start',
    });
  });
});
