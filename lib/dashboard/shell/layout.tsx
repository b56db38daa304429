import Box from '@cloudscape-design/components/box';
import Spinner from '@cloudscape-design/components/spinner';
import { Suspense, useEffect, useRef } from 'react';
import { EmptyState } from './empty-state.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Flashes } from './flash.tsx';
import { Header } from './header.tsx';
import { Navigation } from './navigation.tsx';
import { PAGES } from './pages.tsx';
import { useRoute } from './route.ts';
import { type Membership, useTenant } from './tenant-context.ts';

interface LayoutProps {
  readonly memberships: readonly Membership[];
}

/** The header, the navigation and the current page. */
export function Layout({ memberships }: LayoutProps) {
  const { page, item, tenant: inAddress } = useRoute();
  const { tenant } = useTenant();
  const content = useRef<HTMLElement>(null);
  const place = [tenant, page, item].join('/');
  const shown = useRef(place);
  useEffect(() => {
    if (shown.current === place) return;
    shown.current = place;
    // As after loading a page: screen readers start at the content, and the window is at its top.
    content.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [place]);
  return (
    <div className="layout">
      <a
        className="skip-link"
        href={location.hash}
        onClick={(event) => {
          event.preventDefault();
          content.current?.focus();
        }}
      >
        Skip to the content
      </a>
      <Header memberships={memberships} />
      <Navigation />
      <main className="content" ref={content} tabIndex={-1}>
        <Flashes />
        <ErrorBoundary key={place}>
          <Suspense fallback={<Loading />}>
            <CurrentPage isTenantNamed={inAddress !== undefined} />
          </Suspense>
        </ErrorBoundary>
      </main>
    </div>
  );
}

function CurrentPage({ isTenantNamed }: { readonly isTenantNamed: boolean }) {
  const { page: id } = useRoute();
  const { profile, membership, ...access } = useTenant();
  const first = PAGES.find(({ isAllowed }) => isAllowed(access));
  const page = isTenantNamed ? PAGES.find((each) => each.id === id) : first;
  useEffect(() => {
    document.title = `${page?.title(profile) ?? 'Not found'} · ${profile.title}`;
  }, [page, profile]);
  if (!page) return <EmptyState title="Page not found" text="Choose a page in the navigation." />;
  if (!page.isAllowed(access)) {
    return (
      <EmptyState
        title="No access to this page"
        text={`Your role in this tenant is ${membership.role}. Ask an app-admin of the tenant for access.`}
      />
    );
  }
  return <page.Component />;
}

function Loading() {
  return (
    <Box textAlign="center" padding="xxl">
      <Spinner size="large" />
    </Box>
  );
}
