import { prod } from '../../lib/stages/prod.ts';
import type { StageSettings } from '../../lib/stages/stage.ts';

const ISSUER = { issuer: 'https://id.example.com', audience: 'console', scope: 'orders/console' };
const RECEIVERS = { emails: ['ops@example.com'], webhooks: ['https://pager.example.com/hook'] };

const STORES: readonly Partial<StageSettings>[] = [
  {},
  {
    keyTable: { pointInTimeRecovery: false, customerManagedKey: false },
    audit: { retentionDays: 90, archive: 'none' },
  },
];
const CONSOLE_USERS: readonly StageSettings['consoleUsers'][] = ['cognito', 'none', ISSUER];
const ROTATIONS: readonly StageSettings['rotation'][] = [prod.rotation, null];
const MONITORINGS: readonly StageSettings['monitoring'][] = [
  undefined,
  { notify: {} },
  {
    notify: {
      ticket: RECEIVERS,
      page: RECEIVERS,
      chat: { slackWorkspaceId: 'T0123456789', slackChannelId: 'C0123456789' },
    },
    heartbeatUrlParameter: '/alerts/postern',
  },
];

/** Every combination of the settings of `prod` that adds, removes or changes a resource. */
export function settingCombinations(): readonly StageSettings[] {
  return STORES.flatMap((stores) =>
    CONSOLE_USERS.flatMap((consoleUsers) =>
      ROTATIONS.flatMap((rotation) =>
        MONITORINGS.map((monitoring) => ({ ...prod, ...stores, consoleUsers, rotation, monitoring })),
      ),
    ),
  );
}
