import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { keyTerms } from '../keys/key-terms.ts';
import { hrefOf, navigate, useRoute } from '../shell/route.ts';
import { useTenant } from '../shell/tenant-context.ts';
import { ManagedKeyList } from './managed-key-list.tsx';
import { ManagedKeyPage } from './managed-key-page.tsx';
import { RotationSchedule } from './rotation-schedule.tsx';

const VIEWS = ['keys', 'schedule'] as const;

/** The managed keys of the tenant, or the managed key of the address. */
export function ManagedKeysPage() {
  const { item } = useRoute();
  return item === undefined ? <ManagedKeys /> : <ManagedKeyPage id={item} />;
}

function ManagedKeys() {
  const { tenant, profile } = useTenant();
  const { query } = useRoute();
  const terms = keyTerms(profile);
  const view = VIEWS.find((each) => each === query.get('view')) ?? 'keys';
  return (
    <SpaceBetween size="m">
      <Header
        variant="h1"
        description={`${terms.keys} whose values AWS Secrets Manager stores and Postern rotates.`}
      >
        {`Managed ${terms.keys}`}
      </Header>
      <Tabs
        ariaLabel="Views of managed keys"
        activeTabId={view}
        onChange={({ detail }) =>
          navigate(hrefOf([tenant, 'managed-keys'], { view: detail.activeTabId }), { replace: true })
        }
        tabs={[
          { id: 'keys', label: 'Keys', content: <ManagedKeyList /> },
          { id: 'schedule', label: 'Schedule', content: <RotationSchedule /> },
        ]}
      />
    </SpaceBetween>
  );
}
