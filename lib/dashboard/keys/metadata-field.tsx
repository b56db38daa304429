import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Textarea from '@cloudscape-design/components/textarea';
import type { Body } from '../api/client.ts';

type Metadata = NonNullable<Body<'updateKey'>['metadata']>;

/** The metadata in a text; empty for an empty text, undefined if it is not a JSON object. */
export function metadataOf(text: string): Metadata | undefined {
  if (text.trim() === '') return {};
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Everything that JSON.parse returns inside of an object is metadata. */
function isObject(value: unknown): value is Metadata {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface MetadataFieldProps {
  readonly text: string;
  readonly isSubmitted: boolean;
  readonly onChange: (text: string) => void;
}

/** Custom data for the protected API, which few keys need. */
export function MetadataField({ text, isSubmitted, onChange }: MetadataFieldProps) {
  const isInvalid = isSubmitted && metadataOf(text) === undefined;
  return (
    <ExpandableSection headerText="Metadata" defaultExpanded={text !== ''}>
      <FormField
        label="JSON object"
        description='Passed to the protected API with each allowed request, for example {"team": "payments"}.'
        errorText={isInvalid ? 'Enter a JSON object, or leave the field empty.' : undefined}
      >
        <Textarea
          value={text}
          rows={4}
          spellcheck={false}
          onChange={({ detail }) => onChange(detail.value)}
        />
      </FormField>
    </ExpandableSection>
  );
}
