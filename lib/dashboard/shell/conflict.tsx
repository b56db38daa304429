import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';

/** One setting in both versions, as text. */
export interface Setting {
  readonly name: string;
  readonly yours: string;
  readonly current: string;
}

interface ConflictProps {
  /** `policies`. */
  readonly subject: string;
  /** All settings. Those that are the same are not shown. */
  readonly settings: readonly Setting[];
}

/** The settings that differ between the input of the user and the stored version, which another user has changed. */
export function Conflict({ subject, settings }: ConflictProps) {
  return (
    <Alert type="warning" header={`Another user has changed the ${subject}`}>
      <SpaceBetween size="s">
        <span>Your change was not applied. Review both versions, then edit or save yours.</span>
        <Table
          variant="embedded"
          wrapLines
          items={settings.filter(({ yours, current }) => yours !== current)}
          ariaLabels={{ tableLabel: 'Both versions' }}
          columnDefinitions={[
            { id: 'name', header: 'Setting', isRowHeader: true, cell: ({ name }) => name },
            { id: 'current', header: 'Current', cell: ({ current }) => <Text text={current} /> },
            { id: 'yours', header: 'Yours', cell: ({ yours }) => <Text text={yours} /> },
          ]}
          empty="Both versions are the same."
        />
      </SpaceBetween>
    </Alert>
  );
}

function Text({ text }: { readonly text: string }) {
  return <span className="break-anywhere">{text || '–'}</span>;
}
