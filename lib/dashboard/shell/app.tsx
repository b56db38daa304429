import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Spinner from '@cloudscape-design/components/spinner';
import { useQuery } from '@tanstack/react-query';
import type { KeyProfileView } from '../../contracts/http/profile.ts';
import type { ApiClient, Response } from '../api/client.ts';
import { EmptyState } from './empty-state.tsx';
import { ErrorAlert } from './error-alert.tsx';
import { Layout } from './layout.tsx';
import { useRoute } from './route.ts';
import { TenantProvider } from './tenant-context.ts';

interface AppProps {
  readonly client: ApiClient;
}

/** Reads the user and the profile, and shows the tenant of the address, or the first one. */
export function App({ client }: AppProps) {
  const me = useQuery({ queryKey: ['me'], queryFn: () => client.call('me') });
  const profile = useQuery({
    queryKey: ['profile'],
    queryFn: () => client.profile(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (me.data && profile.data) return <SignedIn client={client} me={me.data} profile={profile.data} />;
  const error = me.error ?? profile.error;
  return (
    <main className="alone">
      {error ? (
        <ErrorAlert
          error={error}
          onRetry={() => {
            void me.refetch();
            void profile.refetch();
          }}
        />
      ) : (
        <Box textAlign="center">
          <Spinner size="large" />
        </Box>
      )}
    </main>
  );
}

interface SignedInProps extends AppProps {
  readonly me: Response<'me'>;
  readonly profile: KeyProfileView;
}

function SignedIn({ client, me, profile }: SignedInProps) {
  const { tenant = me.memberships[0]?.tenant } = useRoute();
  const { memberships, features, email } = me;
  if (memberships.length === 0) return <NotInvited client={client} email={email} />;
  const membership = memberships.find((each) => each.tenant === tenant);
  if (!membership) return <UnknownTenant />;
  return (
    <TenantProvider value={{ client, profile, membership, features, email }}>
      <Layout memberships={memberships} />
    </TenantProvider>
  );
}

function NotInvited({ client, email }: AppProps & { readonly email: string | undefined }) {
  return (
    <main className="alone">
      <EmptyState
        title="You are not invited yet"
        text={
          email
            ? `Ask an app-admin to invite ${email}, then load this page again.`
            : 'Your identity provider has not verified your email address. Verify it, then sign in again.'
        }
        action={<Button onClick={() => void client.signOut()}>Sign out</Button>}
      />
    </main>
  );
}

function UnknownTenant() {
  return (
    <main className="alone">
      <EmptyState
        title="Tenant not found"
        text="It does not exist, or you are not a member of it."
        action={<Button href="#/">Show my tenants</Button>}
      />
    </main>
  );
}
