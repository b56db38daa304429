import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import type { Response } from '../api/client.ts';
import { instantText } from '../shell/dates.ts';
import { Loaded } from '../shell/loaded.tsx';
import { useTenant } from '../shell/tenant-context.ts';

type Chain = Response<'showAuditChain'>;

const STATES: Readonly<
  Record<Chain['state'], { readonly type: StatusIndicatorProps.Type; readonly text: string }>
> = {
  intact: { type: 'success', text: 'Intact' },
  behind: { type: 'warning', text: 'Recent changes are not in the chain yet' },
  faulty: { type: 'error', text: 'Changed or incomplete' },
};

/** Whether the hash chain of the audit trail is intact, since when, and until when changes are linked. */
export function ChainState() {
  const { client, tenant } = useTenant();
  const chain = useQuery({
    queryKey: ['audit-chain', tenant],
    queryFn: ({ signal }) => client.call('showAuditChain', { params: { tenant }, signal }),
  });
  return (
    <Container>
      <Loaded query={chain}>{(state) => <State chain={state} />}</Loaded>
    </Container>
  );
}

function State({
  chain: { state, since, linkedThrough, verifiedSince, verifiedLinks, verifiedAt, faults },
}: {
  readonly chain: Chain;
}) {
  const { type, text } = STATES[state];
  return (
    <SpaceBetween size="m">
      {state === 'faulty' && (
        <Alert type="error" header="The audit trail may have been manipulated">
          {`Faults of the newest links: ${faults.join(', ')}. Ask an operator to run: npx postern audit verify`}
        </Alert>
      )}
      <KeyValuePairs
        columns={4}
        items={[
          {
            label: 'Hash chain',
            value: (
              <StatusIndicator type={type}>
                <span className="break-anywhere">{text}</span>
              </StatusIndicator>
            ),
          },
          { label: 'Covers changes since', value: since ? instantText(since) : 'No change yet' },
          { label: 'Linked through', value: linkedThrough ? instantText(linkedThrough) : 'Not known yet' },
          {
            label: 'Last verified',
            value: (
              <>
                {instantText(verifiedAt)}
                <Box fontSize="body-s" color="text-body-secondary">
                  {verifiedText(verifiedLinks)}
                </Box>
              </>
            ),
          },
        ]}
      />
      {verifiedSince !== null && verifiedSince !== since && (
        <Box color="text-body-secondary">
          {`This page verifies links since ${instantText(verifiedSince)}. To verify all links, ask an operator to run: `}
          <span className="mono">npx postern audit verify</span>
        </Box>
      )}
    </SpaceBetween>
  );
}

function verifiedText(links: number): string {
  if (links === 0) return 'No links yet';
  return links === 1 ? 'The newest link' : `The newest ${links} links`;
}
