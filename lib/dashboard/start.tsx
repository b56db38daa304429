import '@cloudscape-design/global-styles/index.css';
import './shell/shell.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { ApiClient } from './api/client.ts';
import { queryClient } from './api/query-client.ts';
import { App } from './shell/app.tsx';
import { ErrorBoundary } from './shell/error-boundary.tsx';
import { followColorScheme } from './shell/theme.ts';
import type { Session } from './sign-in/session.ts';

/** Shows the dashboard to a signed-in user. */
export function start(session: Session): void {
  const root = document.getElementById('root');
  if (!root) throw new Error('The page has no root element.');
  followColorScheme();
  createRoot(root).render(
    <QueryClientProvider client={queryClient}>
      <ErrorBoundary>
        <App client={new ApiClient(session)} />
      </ErrorBoundary>
    </QueryClientProvider>,
  );
}
