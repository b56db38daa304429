import { type RefObject, useEffect, useRef } from 'react';

/** Focuses a field when its dialog opens. The dialog itself focuses its close button first. */
export function useFocus<Field extends { focus(): void }>(): RefObject<Field | null> {
  const field = useRef<Field>(null);
  useEffect(() => {
    const frame = requestAnimationFrame(() => field.current?.focus());
    return () => cancelAnimationFrame(frame);
  }, []);
  return field;
}
