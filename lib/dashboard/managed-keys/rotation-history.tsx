import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import Steps, { type StepsProps } from '@cloudscape-design/components/steps';
import { useQuery } from '@tanstack/react-query';
import type { Response } from '../api/client.ts';
import { instantText } from '../shell/dates.ts';
import { Loaded } from '../shell/loaded.tsx';
import { useTenant } from '../shell/tenant-context.ts';
import { KIND_LABELS, sentenceOf } from './rotation-state.tsx';

type Rotation = Response<'showRotations'>['items'][number];

interface RotationHistoryProps {
  readonly id: string;
  readonly isBusy: boolean;
  readonly refreshMs: { readonly busy: number; readonly idle: number };
}

/** The latest rotations with their steps; the newest one is open. */
export function RotationHistory({ id, isBusy, refreshMs }: RotationHistoryProps) {
  const { client, tenant } = useTenant();
  const rotations = useQuery({
    queryKey: ['rotations', tenant, id],
    queryFn: ({ signal }) => client.call('showRotations', { params: { tenant, key: id }, signal }),
    refetchInterval: isBusy ? refreshMs.busy : refreshMs.idle,
  });
  return (
    <Container header={<Header variant="h2">Steps of the latest rotations</Header>}>
      <Loaded query={rotations}>{({ items }) => <Rotations items={items} />}</Loaded>
    </Container>
  );
}

function Rotations({ items }: { readonly items: readonly Rotation[] }) {
  if (items.length === 0) return <Box color="text-body-secondary">This key was not rotated yet.</Box>;
  return (
    <SpaceBetween size="s">
      {items.map((rotation, index) => (
        <ExpandableSection
          key={rotation.startedAt}
          defaultExpanded={index === 0}
          headerText={`${kindText(rotation.kind)} of ${instantText(rotation.startedAt)}`}
          headerDescription={outcomeText(rotation)}
        >
          <Steps ariaLabel={`Steps of the rotation of ${rotation.startedAt}`} steps={stepsOf(rotation)} />
        </ExpandableSection>
      ))}
    </SpaceBetween>
  );
}

function kindText(kind: string): string {
  return Object.entries(KIND_LABELS).find(([name]) => name === kind)?.[1] ?? kind;
}

function outcomeText({ outcome, endedAt }: Rotation): string {
  if (outcome === null) return 'In progress';
  const text = sentenceOf(outcome);
  return endedAt === null ? text : `${text}, ${instantText(endedAt)}`;
}

/** The steps as text. A step of a newer version is shown by its name. */
const STEP_TEXTS: Readonly<Record<string, string>> = {
  started: 'Rotation started',
  'value-generated': 'New value generated and stored as pending',
  'value-accepted': 'New value accepted, in addition to the current one',
  'labels-observed': 'New value observed as current in Secrets Manager',
  finished: 'New value confirmed as current in all Regions',
  retired: 'Old value ended',
  'credential-expiry-set': 'End of the old value set',
  'all-values-ended': 'All other values ended',
  failed: 'Blocked',
  recovered: 'Continued after it was blocked',
  'timed-out': 'Timed out',
  abandoned: 'Abandoned',
  'cleaned-up': 'Pending value removed',
  superseded: 'Superseded by another rotation',
  'rolled-back': 'Rolled back to the previous value',
};

const STEP_TYPES: Readonly<Record<string, StatusIndicatorProps.Type>> = {
  failed: 'error',
  'timed-out': 'error',
  abandoned: 'stopped',
  superseded: 'stopped',
};

function stepsOf({ steps, outcome }: Rotation): StepsProps.Step[] {
  const done = steps.map<StepsProps.Step>(({ step, at, by, reason }) => ({
    header: STEP_TEXTS[step] ?? step,
    details: (
      <Box fontSize="body-s" color="text-body-secondary">
        <span className="break-anywhere">{`${instantText(at)} by ${by}${reason === null ? '' : `: ${reason}`}`}</span>
      </Box>
    ),
    status: STEP_TYPES[step] ?? 'success',
  }));
  return outcome === null ? [...done, { header: 'Waiting for the next step', status: 'loading' }] : done;
}
