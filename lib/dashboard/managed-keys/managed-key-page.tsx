import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { keyTerms } from '../keys/key-terms.ts';
import { durationText, instantText } from '../shell/dates.ts';
import { ItemPage } from '../shell/item-page.tsx';
import { hrefOf } from '../shell/route.ts';
import { useTenant } from '../shell/tenant-context.ts';
import { ManagedKeyActions } from './managed-key-actions.tsx';
import { NextRotation } from './managed-key-list.tsx';
import { OtherValues } from './other-values.tsx';
import { RotationHistory } from './rotation-history.tsx';
import { type ManagedKeyStatus, RotationState, sentenceOf } from './rotation-state.tsx';

/** A rotation takes seconds to minutes, and old values end at any time. */
const REFRESH_MS = { busy: 4000, idle: 30_000 } as const;

/** One managed key: the steps of its rotation, its values and its settings, refreshed while the page is open. */
export function ManagedKeyPage({ id }: { readonly id: string }) {
  const { client, tenant, profile } = useTenant();
  const managed = useQuery({
    queryKey: ['managed-key', tenant, id],
    queryFn: ({ signal }) => client.call('showManagedKey', { params: { tenant, key: id }, signal }),
    refetchInterval: ({ state: { data } }) => (data && isBusy(data) ? REFRESH_MS.busy : REFRESH_MS.idle),
  });
  const { keys } = keyTerms(profile);
  return (
    <ItemPage
      query={managed}
      list={{ text: `All managed ${keys}`, href: hrefOf([tenant, 'managed-keys']) }}
      missing={{
        title: `Managed ${keys}: not found`,
        text: 'No managed key of this tenant has this ID.',
      }}
      title={({ name }) => name ?? 'Unnamed'}
      actions={(data) => <ManagedKeyActions managed={data} />}
    >
      {(data) => (
        <SpaceBetween size="l">
          <Problems managed={data} />
          <CurrentState managed={data} />
          <OtherValues values={data.otherActiveValues} />
          <RotationHistory id={id} isBusy={isBusy(data)} refreshMs={REFRESH_MS} />
          <Settings managed={data} />
        </SpaceBetween>
      )}
    </ItemPage>
  );
}

function isBusy({ rotation, otherActiveValues }: ManagedKeyStatus): boolean {
  return rotation !== null || otherActiveValues.length > 0;
}

interface PartProps {
  readonly managed: ManagedKeyStatus;
}

function Problems({ managed: { blocked, violations } }: PartProps) {
  return (
    <>
      {blocked && (
        <Alert type="error" header={`Rotation is blocked since ${instantText(blocked.since)}`}>
          {`${blocked.message} The current value stays accepted.`}
        </Alert>
      )}
      {violations.map(({ policy, limitDays, since }) => (
        <Alert key={policy} type="warning" header="Policy violation">
          {policy === 'max-value-age'
            ? `The value is older than ${limitDays} days since ${instantText(since)}. Rotate the key.`
            : `The lifetime of the key exceeds ${limitDays} days. Set an earlier expiry.`}
        </Alert>
      ))}
    </>
  );
}

function CurrentState({ managed }: PartProps) {
  const { tenant, profile } = useTenant();
  const { currentValueSince, lastRotation, statusMessages } = managed;
  return (
    <Container header={<Header variant="h2">Rotation</Header>}>
      <SpaceBetween size="m">
        <KeyValuePairs
          columns={4}
          items={[
            { label: 'State', value: <RotationState managed={managed} /> },
            { label: 'Current value since', value: currentValueSince ? instantText(currentValueSince) : '–' },
            { label: 'Next rotation', value: <NextRotation {...managed} /> },
            {
              label: 'Last rotation',
              value: lastRotation
                ? `${sentenceOf(lastRotation.outcome)}, ${instantText(lastRotation.at)}`
                : 'None yet',
            },
          ]}
        />
        <section aria-label="Pending steps" aria-live="polite">
          <Box variant="awsui-key-label">What happens next</Box>
          <ul className="messages">
            {statusMessages.map((message) => (
              <li key={message}>{readable(message)}</li>
            ))}
          </ul>
        </section>
        <Link href={hrefOf([tenant, 'keys', managed.key])}>{`Show the ${keyTerms(profile).key}`}</Link>
      </SpaceBetween>
    </Container>
  );
}

/** The message of the API with its times in the form of the page. */
function readable(message: string): string {
  return message.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, instantText);
}

function Settings({ managed }: PartProps) {
  const { schedule, rotateEverySeconds, windows, stack, readers } = managed;
  const rotates = rotateEverySeconds === null ? 'On demand' : `Every ${durationText(rotateEverySeconds)}`;
  return (
    <Container header={<Header variant="h2">Settings</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          {
            label: 'Rotates',
            value: schedule === 'secrets-manager' ? `${rotates}, by Secrets Manager` : rotates,
          },
          {
            label: 'Maintenance windows',
            value: windows.length === 0 ? 'Any time' : `${windows.join('; ')} UTC`,
          },
          { label: 'Overlap of values', value: durationText(managed.overlapSeconds) },
          {
            label: 'Old values end',
            value: managed.retireWhenUnused
              ? `When unused, after ${durationText(managed.retireDeadlineSeconds)} at the latest`
              : 'After the overlap',
          },
          { label: 'Consumers cache the value for', value: durationText(managed.consumerCacheSeconds) },
          { label: 'Managed by', value: <span className="break-anywhere">{stack ?? 'The API'}</span> },
          { label: 'Secret', value: <span className="mono">{managed.secretArn}</span> },
          {
            label: 'Readers',
            value: readers.length === 0 ? 'None' : <span className="mono">{readers.join('\n')}</span>,
          },
        ]}
      />
    </Container>
  );
}
