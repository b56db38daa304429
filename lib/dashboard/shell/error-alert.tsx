import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { errorText, hasProblem, SessionExpiredError } from '../api/errors.ts';

export interface ErrorAlertProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** An error with its next step. */
export function ErrorAlert({ error, onRetry }: ErrorAlertProps) {
  const { title, text } = errorText(error);
  const isExpired = error instanceof SessionExpiredError;
  const action = isExpired ? (
    <Button onClick={() => location.reload()}>Sign in again</Button>
  ) : (
    onRetry &&
    !hasProblem(error, 'invalid-request', 'forbidden') && <Button onClick={onRetry}>Try again</Button>
  );
  return (
    <Alert type="error" header={title} action={action}>
      {text}
    </Alert>
  );
}
