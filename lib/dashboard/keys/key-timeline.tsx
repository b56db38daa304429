import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import Steps from '@cloudscape-design/components/steps';
import { useQuery } from '@tanstack/react-query';
import type { Response } from '../api/client.ts';
import { instantText } from '../shell/dates.ts';
import { ErrorAlert } from '../shell/error-alert.tsx';
import { Loaded } from '../shell/loaded.tsx';
import { numberText } from '../shell/numbers.ts';
import { hrefOf } from '../shell/route.ts';
import { useTenant } from '../shell/tenant-context.ts';
import { useDenials } from '../usage/use-denials.ts';
import { outcomeTitle } from './outcome-text.ts';

type KeyDetails = Response<'showKey'>;
type Event = Response<'listAuditEvents'>['items'][number];

/** Older events are in the audit trail. */
const EVENTS = '50';

interface Entry {
  readonly at: string;
  readonly text: string;
  readonly by?: string;
  readonly type: StatusIndicatorProps.Type;
}

/** What happened to a key, newest first: its changes with their actors, its last use, and its denials of the last hours. */
export function KeyTimeline({ keyItem }: { readonly keyItem: KeyDetails }) {
  const { client, tenant } = useTenant();
  const { id, lastUsedAt } = keyItem;
  const events = useQuery({
    queryKey: ['audit', tenant, id, 'timeline'],
    queryFn: ({ signal }) =>
      client.call('listAuditEvents', { params: { tenant }, query: { key: id, limit: EVENTS }, signal }),
  });
  const denials = useDenials(id);
  const use: readonly Entry[] = lastUsedAt ? [{ at: lastUsedAt, text: 'Last used', type: 'success' }] : [];
  return (
    <SpaceBetween size="m">
      {denials.error && <ErrorAlert error={denials.error} onRetry={() => void denials.refetch()} />}
      <Loaded query={events}>
        {({ items, next }) => (
          <>
            <Entries
              entries={[...items.map(changeOf), ...(denials.data?.hours ?? []).map(denialsOf), ...use]}
            />
            {next && (
              <Link href={hrefOf([tenant, 'audit'], { key: id })}>Show older events in the audit trail</Link>
            )}
          </>
        )}
      </Loaded>
    </SpaceBetween>
  );
}

function Entries({ entries }: { readonly entries: readonly Entry[] }) {
  const newestFirst = entries.toSorted((one, other) => other.at.localeCompare(one.at));
  return (
    <Steps
      ariaLabel="Timeline, newest first"
      steps={newestFirst.map(({ at, text, by, type }) => ({
        header: text,
        status: type,
        details: (
          <Box fontSize="body-s" color="text-body-secondary">
            <span className="break-anywhere">
              {by === undefined ? instantText(at) : `${instantText(at)} by ${by}`}
            </span>
          </Box>
        ),
      }))}
    />
  );
}

const ENDS = ['key.revoked', 'key.deleted'];
const STOPS = ['key.disabled'];

function changeOf({ at, action, actor }: Event): Entry {
  const type = ENDS.includes(action) ? 'error' : STOPS.includes(action) ? 'stopped' : 'success';
  return { at, text: actionText(action), by: actor.name, type };
}

/** `key.revoked` becomes `Revoked`, `rotation.value-accepted` becomes `Rotation: value accepted`. */
function actionText(action: string): string {
  const [subject = '', step = ''] = action.split('.');
  const text = step.replaceAll('-', ' ');
  return subject === 'key' ? capitalized(text) : `${capitalized(subject)}: ${text}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function denialsOf({
  hour,
  counts,
}: {
  readonly hour: string;
  readonly counts: Readonly<Record<string, number>>;
}): Entry {
  const reasons = Object.entries(counts).map(
    ([outcome, count]) => `${numberText(count)} ${outcomeTitle(outcome)}`,
  );
  return { at: hour, text: `Denied in the hour from this time: ${reasons.join(', ')}`, type: 'warning' };
}
