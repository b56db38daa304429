import { useState } from 'react';

/**
 * The input of a field whose submitted value is in the address. It follows the address if that changes in another way than by
 * submitting the field, for example by a link or by clearing the filters.
 */
export function useDraft<Value extends string>(submitted: Value) {
  const [draft, setDraft] = useState(submitted);
  const [shown, setShown] = useState(submitted);
  if (shown !== submitted) {
    setShown(submitted);
    if (draft.trim() !== submitted) setDraft(submitted);
  }
  return [draft, setDraft] as const;
}
