import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { hrefOf, navigate, useRoute } from '../shell/route.ts';
import { useTenant } from '../shell/tenant-context.ts';
import { ExplainRequest } from './explain-request.tsx';
import { ExplainValue } from './explain-value.tsx';

/** Explains the decision on a value, or on a request that was denied. */
export function ExplainPage() {
  const { tenant, features, can } = useTenant();
  const { query } = useRoute();
  const byRequest = { id: 'request', label: 'By request ID', content: <ExplainRequest /> };
  const tabs = [
    { id: 'value', label: 'By value', content: <ExplainValue /> },
    ...(features.usage && can('listAccessLog') ? [byRequest] : []),
  ];
  const active = tabs.find(({ id }) => id === query.get('by'))?.id ?? 'value';
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description="See what the authorizer decides, and why.">
        Explain a denial
      </Header>
      <Tabs
        ariaLabel="What you have"
        activeTabId={active}
        tabs={tabs}
        onChange={({ detail }) =>
          navigate(hrefOf([tenant, 'explain'], { by: detail.activeTabId }), { replace: true })
        }
      />
    </SpaceBetween>
  );
}
