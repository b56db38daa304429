import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useId } from 'react';
import { ErrorAlert } from './error-alert.tsx';

export interface DialogProps {
  readonly title: string;
  /** The label of the button that submits the dialog. */
  readonly action: string;
  readonly isPending: boolean;
  /** The error of the last submission. */
  readonly error?: unknown;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A dialog that is submitted with its button or, from a field, with Enter. */
export function Dialog({ title, action, isPending, error, onSubmit, onClose, children }: DialogProps) {
  const form = useId();
  return (
    <Modal
      visible
      header={<span className="break-anywhere">{title}</span>}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Cancel
            </Button>
            <Button variant="primary" form={form} loading={isPending} loadingText={`${action}: in progress`}>
              {action}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          if (!isPending) onSubmit();
        }}
      >
        <SpaceBetween size="m">
          {error !== undefined && error !== null && <ErrorAlert error={error} />}
          {children}
        </SpaceBetween>
      </form>
    </Modal>
  );
}
