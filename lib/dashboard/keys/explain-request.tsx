import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { couldContainValue } from '../../contracts/http/value-text.ts';
import type { ApiClient, Response } from '../api/client.ts';
import { instantText } from '../shell/dates.ts';
import { Loaded } from '../shell/loaded.tsx';
import { hrefOf, navigate, useRoute } from '../shell/route.ts';
import { useTenant } from '../shell/tenant-context.ts';
import { useDraft } from '../shell/use-draft.ts';
import { keyTerms } from './key-terms.ts';
import { decisionText, nextStep } from './outcome-text.ts';

type Entry = Response<'listAccessLog'>['items'][number];

/** The most requests of one search: a page of the API can be empty and have a next page. */
const SEARCH_REQUESTS = 10;

/** Explains a request of the access log by the ID that the gateway gave it. The ID is in the address, so that it can be shared. */
export function ExplainRequest() {
  const { tenant } = useTenant();
  const { query } = useRoute();
  const requestId = query.get('request') ?? '';
  const [text, setText] = useDraft(requestId);
  const isValue = couldContainValue(text);
  return (
    <SpaceBetween size="l">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          // The address must not contain a value.
          if (isValue) return;
          navigate(hrefOf([tenant, 'explain'], { by: 'request', request: text.trim() }), { replace: true });
        }}
      >
        <Container>
          <SpaceBetween size="m">
            <FormField
              label="Request ID"
              description="The header apigw-requestid (HTTP API) or x-amzn-requestid (REST API) of the response."
              errorText={isValue ? 'This is the value of a key. Explain it by value.' : undefined}
            >
              <Input value={text} onChange={({ detail }) => setText(detail.value)} />
            </FormField>
            <Button variant="primary">Explain</Button>
          </SpaceBetween>
        </Container>
      </form>
      {requestId !== '' && <Found requestId={requestId} />}
    </SpaceBetween>
  );
}

function Found({ requestId }: { readonly requestId: string }) {
  const { client, tenant } = useTenant();
  const found = useQuery({
    queryKey: ['request', tenant, requestId],
    queryFn: ({ signal }) => findRequest({ client, tenant, signal }, requestId),
  });
  return (
    <Loaded query={found}>
      {({ entry, isComplete }) => (entry ? <Decision entry={entry} /> : <NotFound isComplete={isComplete} />)}
    </Loaded>
  );
}

interface Search {
  readonly client: ApiClient;
  readonly tenant: string;
  readonly signal: AbortSignal;
}

async function findRequest({ client, tenant, signal }: Search, requestId: string) {
  let cursor: string | undefined;
  for (let request = 1; request <= SEARCH_REQUESTS; request += 1) {
    const query = { requestId, limit: '1', cursor };
    const { items, next } = await client.call('listAccessLog', { params: { tenant }, query, signal });
    const [entry] = items;
    if (entry || next === null) return { entry, isComplete: true };
    cursor = next;
  }
  return { entry: undefined, isComplete: false };
}

function NotFound({ isComplete }: { readonly isComplete: boolean }) {
  const { profile } = useTenant();
  const { key, keys } = keyTerms(profile);
  return (
    <Alert type="info" header="No logged request has this ID">
      {isComplete
        ? `The access log has the requests with ${keys} of this tenant that were denied in the last 30 days, after about 5 minutes. A request without a known ${key} is not in it: explain it by value.`
        : 'Only the newest part of the access log was searched. Search the rest with: npx postern access-log --request'}
    </Alert>
  );
}

function Decision({ entry }: { readonly entry: Entry }) {
  const { tenant } = useTenant();
  const { outcome, key, at, method, route, sourceAddress, permission } = entry;
  return (
    <Alert type={outcome === 'allowed' ? 'success' : 'error'} header={decisionText(outcome)}>
      <SpaceBetween size="s">
        <span>{nextStep(outcome)}</span>
        <KeyValuePairs
          columns={3}
          items={[
            { label: 'Time', value: instantText(at) },
            { label: 'Request', value: <span className="mono">{`${method} ${route}`}</span> },
            { label: 'Permission', value: permission ?? '–' },
            { label: 'Source address', value: <span className="mono">{sourceAddress}</span> },
            { label: 'Key', value: <Link href={hrefOf([tenant, 'keys', key])}>{key}</Link> },
          ]}
        />
      </SpaceBetween>
    </Alert>
  );
}
