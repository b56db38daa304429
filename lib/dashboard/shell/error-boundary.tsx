import { Component, type ReactNode } from 'react';
import { ErrorAlert } from './error-alert.tsx';

interface Props {
  readonly children: ReactNode;
}

/** Shows an unexpected error of a page in its place, so that the navigation stays usable. */
export class ErrorBoundary extends Component<Props, { readonly error: unknown }> {
  override state: { readonly error: unknown } = { error: undefined };

  static getDerivedStateFromError(error: unknown) {
    return { error };
  }

  override render() {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return <ErrorAlert error={error} onRetry={() => location.reload()} />;
  }
}
