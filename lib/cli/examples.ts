import type { CommandUnknownOpts } from '@commander-js/extra-typings';

type Examples = readonly [string, string];

/** Two examples for each command, without `postern` and the command itself. */
const EXAMPLES: Readonly<Record<string, Examples>> = {
  init: ['--stage prod --region eu-central-1', '--stage staging --region eu-west-1 --json'],
  quickstart: ['--stage prod --region eu-central-1', '--tenant acme --owner billing --env'],
  'tenants create': ['acme', "acme --name 'Acme Corp' --max-key-lifetime-days 365"],
  'tenants list': ['--limit 10', '--all --json'],
  'tenants show': ['acme', 'acme --json'],
  'tenants update': ["acme --name 'Acme Corp'", 'acme --no-max-key-lifetime-days'],
  'tenants suspend': ['acme', 'acme --yes'],
  'tenants resume': ['acme', 'acme --if-version 3'],
  'owners create': [
    'billing --kind application',
    'ann --kind person --role app-admin --email ann@example.com',
  ],
  'owners list': ['--tenant acme', '--tenant acme --all --json'],
  'owners show': ['ann', 'billing --tenant acme --json'],
  'owners update': ['ann --role developer', 'billing --no-plan --tenant acme'],
  'owners deactivate': ['ann', 'billing --tenant acme'],
  'owners reactivate': ['ann', 'billing --tenant acme'],
  'keys create': ['--owner billing', '--owner billing --permissions read,write --expires-in-days 90 --env'],
  'keys list': ['--tenant acme', '--tenant acme --all --json'],
  'keys show': ['3fKq81ZbTn0x', '3fKq81ZbTn0x --tenant acme --json'],
  'keys update': ['3fKq81ZbTn0x --permissions read', '3fKq81ZbTn0x --never-expires'],
  'keys disable': ['3fKq81ZbTn0x', '3fKq81ZbTn0x --tenant acme'],
  'keys enable': ['3fKq81ZbTn0x', '3fKq81ZbTn0x --tenant acme'],
  'keys renew': ['3fKq81ZbTn0x', '3fKq81ZbTn0x --env'],
  'keys replace': ['3fKq81ZbTn0x', '3fKq81ZbTn0x --tenant acme --json'],
  'keys delete': ['3fKq81ZbTn0x', '3fKq81ZbTn0x --tenant acme'],
  'keys restore': ['3fKq81ZbTn0x', '3fKq81ZbTn0x --tenant acme'],
  'keys verify': ['< file-with-the-values', '--permission orders:read --json < file-with-the-values'],
  'keys revoke': ['3fKq81ZbTn0x --reason compromised', '3fKq81ZbTn0x --tenant acme'],
  'managed-keys create': [
    '--owner billing --rotate-every 90d --reader arn:aws:iam::123456789012:role/payments',
    '--key 3fKq81ZbTn0x --existing-value-grace 7d --on-demand',
  ],
  'managed-keys list': ['--tenant acme', '--tenant acme --all --json'],
  'managed-keys show': ['3fKq81ZbTn0x', '3fKq81ZbTn0x --tenant acme --json'],
  'managed-keys rotations': ['3fKq81ZbTn0x', '3fKq81ZbTn0x --tenant acme --json'],
  'managed-keys upcoming': ['--tenant acme', '--tenant acme --days 30'],
  'managed-keys violations': ['--tenant acme', '--tenant acme --json'],
  'managed-keys update': [
    '3fKq81ZbTn0x --rotate-every 30d',
    "3fKq81ZbTn0x --window 'tue,thu 02:00-05:00' --overlap 48h",
  ],
  'managed-keys pause': ['3fKq81ZbTn0x', '3fKq81ZbTn0x --tenant acme'],
  'managed-keys resume': ['3fKq81ZbTn0x', '3fKq81ZbTn0x --tenant acme'],
  'managed-keys rotate': ['3fKq81ZbTn0x', '3fKq81ZbTn0x --tenant acme --json'],
  'managed-keys rollback': ['3fKq81ZbTn0x', '3fKq81ZbTn0x --tenant acme'],
  'managed-keys replace': ['3fKq81ZbTn0x', '3fKq81ZbTn0x --yes'],
  'managed-keys unmanage': ['3fKq81ZbTn0x', '3fKq81ZbTn0x --revoke --yes'],
  'sessions list': ['--key 3fKq81ZbTn0x', '--key 3fKq81ZbTn0x --tenant acme --all'],
  'limits show': ['--key 3fKq81ZbTn0x', '--owner billing --tenant acme --json'],
  'limits set': ['--key 3fKq81ZbTn0x --rate 100/s --quota 1M/month', '--owner billing --credits 10k'],
  'limits reset': ['quota --key 3fKq81ZbTn0x', 'monthly --owner billing --tenant acme'],
  'credits add': ['5000 --key 3fKq81ZbTn0x', '5000 --owner billing --idempotency-key order-4711'],
  'sessions end': ['7Xw2mPq0RtYb4c --key 3fKq81ZbTn0x', '7Xw2mPq0RtYb4c --key 3fKq81ZbTn0x --tenant acme'],
  verify: ['< file-with-the-value', '--permission orders:read < file-with-the-value'],
  usage: ['--tenant acme', '3fKq81ZbTn0x --days 90'],
  'usage replay': ['--since 2027-01-30', '--since 2027-01-30 --until 2027-01-31T06:00:00Z'],
  'access-log': ['--tenant acme --follow', '--key 3fKq81ZbTn0x --all'],
  'report dormant': ['--tenant acme --days 90', '--tenant acme --all --revoke --yes'],
  'report never-used': ['--tenant acme', '--tenant acme --days 7 --all'],
  'report expiring': ['--tenant acme', '--tenant acme --days 14 --json'],
  'report unused-permissions': ['--tenant acme', '--tenant acme --days 180'],
  'report summary': ['--tenant acme', '--tenant acme --json'],
  'report deactivated-owners': ['--tenant acme', '--tenant acme --all --json'],
  'audit list': ['--key 3fKq81ZbTn0x', '--tenant acme --follow'],
  'audit export': ['--since 2027-01-01', '--since 2027-01-01 --until 2027-02-01 --owner billing'],
  'audit status': ['--tenant acme', '--tenant acme --json'],
  'audit verify': ['--tenant acme', '--all --since 2027-01-01'],
  'alarms status': ['', '--stage prod --region eu-central-1 --json'],
  'alarms unmute': ['', '--stage prod --region eu-central-1'],
  'alarms test': ['', '--stage prod --region eu-central-1'],
  'alarms mute': ['--minutes 30', '--minutes 115 --stage prod --region eu-central-1'],
  dashboard: ['--stage prod --region eu-central-1', '--no-open'],
  profile: ['', '--stage prod --region eu-central-1'],
  'context set': [
    'prod --stage prod --region eu-central-1 --profile acme-prod',
    'dev --stage dev --region eu-west-1 --tenant acme',
  ],
  'context use': ['prod', ''],
  'context list': ['', '--json'],
  'context delete': ['prod', 'dev --json'],
  completion: ['bash > ~/.local/share/bash-completion/completions/postern', 'zsh > ~/.zfunc/_postern'],
  'demo attack': ['', '--json'],
  'demo rotation': ['', '--json'],
  demo: ['', '--json'],
  restore: [
    '--stage prod --time 2027-01-31T12:00:00Z --dry-run',
    '--stage prod --time 2027-01-31T12:00:00Z --from keys-copy --yes',
  ],
  remove: ['--stage prod --region eu-central-1 --dry-run', '--stage prod --region eu-central-1'],
  smoke: [
    '--stage prod --region eu-central-1',
    '--stage prod --region eu-central-1 --url https://api.example.com/orders --permission orders:read',
  ],
  doctor: ['', '--stage prod --region eu-central-1 --apis'],
  help: ['keys', 'keys create'],
};

/** Adds its examples to the help of a command and of its subcommands. */
export function addExamples(command: CommandUnknownOpts): void {
  const path = pathOf(command);
  const examples = EXAMPLES[path];
  if (examples) command.addHelpText('after', () => examplesText(path, examples));
  for (const each of command.commands) if (command.parent || isPlain(each)) addExamples(each);
}

/** Whether a top-level command is loaded without its group, which would add the examples. */
function isPlain(command: CommandUnknownOpts): boolean {
  return ['completion', 'help'].includes(command.name());
}

/** The command path without the program name. */
export function pathOf(command: CommandUnknownOpts): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}`.trim() : '';
}

function examplesText(path: string, examples: Examples): string {
  const lines = examples.map((example) => `  $ ${['postern', path, example].filter(Boolean).join(' ')}`);
  return `\nExamples:\n${lines.join('\n')}`;
}
