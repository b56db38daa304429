import { Conflict, type Setting } from './conflict.tsx';
import { Dialog, type DialogProps } from './dialog.tsx';
import type { useVersionedUpdate } from './use-versioned-update.ts';

interface EditDialogProps extends Pick<DialogProps, 'title' | 'onSubmit' | 'onClose' | 'children'> {
  readonly update: Pick<
    ReturnType<typeof useVersionedUpdate<{ readonly version: number }, unknown>>,
    'isConflict' | 'isPending' | 'error'
  >;
  /** What the dialog edits: `settings`. */
  readonly subject: string;
  /** All settings in both versions. */
  readonly settings: readonly Setting[];
}

/** A dialog that updates an item. After a change of another user, it shows both versions. */
export function EditDialog({ update, subject, settings, children, ...dialog }: EditDialogProps) {
  const { isConflict, isPending, error } = update;
  return (
    <Dialog
      {...dialog}
      action={isConflict ? `Replace the current ${subject}` : 'Save'}
      isPending={isPending}
      error={error}
    >
      {isConflict && <Conflict subject={subject} settings={settings} />}
      {children}
    </Dialog>
  );
}
