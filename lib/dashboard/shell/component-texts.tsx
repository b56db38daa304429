import messages from 'virtual:component-messages';
import { I18nProvider } from '@cloudscape-design/components/i18n';
import type { ReactNode } from 'react';

/** The texts of components that have many of their own, such as a calendar. The first page does not load them. */
export function ComponentTexts({ children }: { readonly children: ReactNode }) {
  return (
    <I18nProvider locale="en" messages={[messages]}>
      {children}
    </I18nProvider>
  );
}
