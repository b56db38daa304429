import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect } from 'react';
import type { Response } from '../api/client.ts';
import { useTenant } from '../shell/tenant-context.ts';
import { keyTerms } from './key-terms.ts';
import { snippetsOf } from './snippets.ts';

interface CreatedKeyProps {
  readonly issued: Response<'createKey'>;
  readonly onClose: () => void;
}

/** Shows the value of a new key, which cannot be shown again, and how to use it. */
export function CreatedKey({ issued, onClose }: CreatedKeyProps) {
  const { profile } = useTenant();
  const { key } = keyTerms(profile);
  useEffect(() => {
    // Leaving the page would lose the value.
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, []);
  return (
    <Modal
      visible
      size="medium"
      header={`Store your ${key}`}
      closeAriaLabel="Close"
      // A click beside the dialog must not lose the value.
      onDismiss={({ detail }) => {
        if (detail.reason === 'closeButton') onClose();
      }}
      footer={
        <Box float="right">
          <Button variant="primary" onClick={onClose}>
            I have stored it
          </Button>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Alert type="warning" header="The value is shown only once">
          {`Store it in a secret manager now. If you lose it, create another ${key} and revoke this one.`}
        </Alert>
        <Snippet label="Value" text={issued.value} />
        {snippetsOf(profile, issued).map((snippet) => (
          <Snippet key={snippet.label} {...snippet} />
        ))}
      </SpaceBetween>
    </Modal>
  );
}

interface SnippetProps {
  readonly label: string;
  readonly text: string;
}

function Snippet({ label, text }: SnippetProps) {
  return (
    <section aria-label={label}>
      <SpaceBetween size="xxs">
        <div className="snippet-header">
          <Box variant="awsui-key-label">{label}</Box>
          <CopyToClipboard
            variant="inline"
            textToCopy={text}
            textToDisplay=""
            copyButtonAriaLabel={`Copy: ${label}`}
            copySuccessText="Copied"
            copyErrorText="The browser did not allow the copy. Select the text and copy it."
          />
        </div>
        <pre className="snippet">{text}</pre>
      </SpaceBetween>
    </section>
  );
}
