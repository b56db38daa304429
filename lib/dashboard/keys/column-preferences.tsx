import CollectionPreferences from '@cloudscape-design/components/collection-preferences';
import type { TableProps } from '@cloudscape-design/components/table';
import { ComponentTexts } from '../shell/component-texts.tsx';
import type { KeyItem } from './key-status.tsx';

interface ColumnPreferencesProps {
  readonly columns: readonly TableProps.ColumnDefinition<KeyItem>[];
  readonly hidden: readonly string[];
  readonly onChange: (hidden: readonly string[]) => void;
}

/** The dialog that hides and shows columns. The column with the name is always shown. */
export function ColumnPreferences({ columns, hidden, onChange }: ColumnPreferencesProps) {
  const options = columns.flatMap(({ id, header, isRowHeader }) =>
    id === undefined ? [] : [{ id, label: String(header), editable: isRowHeader !== true }],
  );
  return (
    <ComponentTexts>
      <CollectionPreferences
        title="Columns"
        confirmLabel="Apply"
        cancelLabel="Cancel"
        preferences={{ visibleContent: options.map(({ id }) => id).filter((id) => !hidden.includes(id)) }}
        visibleContentPreference={{ title: 'Shown columns', options: [{ label: 'Columns', options }] }}
        onConfirm={({ detail: { visibleContent = [] } }) =>
          onChange(options.map(({ id }) => id).filter((id) => !visibleContent.includes(id)))
        }
      />
    </ComponentTexts>
  );
}
