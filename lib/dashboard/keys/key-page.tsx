import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Tabs from '@cloudscape-design/components/tabs';
import { lazy, Suspense, useState } from 'react';
import { limitsText } from '../../contracts/http/limit-text.ts';
import type { Response } from '../api/client.ts';
import { instantText, relativeText } from '../shell/dates.ts';
import { ItemPage } from '../shell/item-page.tsx';
import { hrefOf } from '../shell/route.ts';
import { useTenant } from '../shell/tenant-context.ts';
import { KeyActions } from './key-actions.tsx';
import { Expiry, KeyStatusIndicator, LastUsed } from './key-status.tsx';
import { keysTitle, keyTerms } from './key-terms.ts';
import { useKey, useManagesKey } from './use-keys.ts';

const KeyUsage = lazy(async () => ({ default: (await import('../usage/key-usage.tsx')).KeyUsage }));
const AccessLog = lazy(async () => ({ default: (await import('../usage/access-log.tsx')).AccessLog }));
const EditKey = lazy(async () => ({ default: (await import('./edit-key.tsx')).EditKey }));
const KeySessions = lazy(async () => ({ default: (await import('./key-sessions.tsx')).KeySessions }));
const Budgets = lazy(async () => ({ default: (await import('../limits/budgets.tsx')).Budgets }));
const KeyTimeline = lazy(async () => ({ default: (await import('./key-timeline.tsx')).KeyTimeline }));
const AuditEvents = lazy(async () => ({ default: (await import('../audit/audit-events.tsx')).AuditEvents }));

type KeyDetails = Response<'showKey'>;

/** One key: settings, use and history, with the actions that its state and the role of the user allow. */
export function KeyPage({ id }: { readonly id: string }) {
  const { profile, tenant } = useTenant();
  return (
    <ItemPage
      query={useKey(id)}
      list={{ text: `All ${keyTerms(profile).keys}`, href: hrefOf([tenant, 'keys']) }}
      missing={{ title: `${keysTitle(profile)}: not found`, text: 'No key of this tenant has this ID.' }}
      title={({ name }) => name ?? 'Unnamed'}
      actions={(keyItem) => <KeyActions keyItem={keyItem} />}
    >
      {(keyItem) => (
        <SpaceBetween size="l">
          <KeySettings keyItem={keyItem} />
          <KeyTabs keyItem={keyItem} />
        </SpaceBetween>
      )}
    </ItemPage>
  );
}

function KeySettings({ keyItem }: { readonly keyItem: KeyDetails }) {
  const { profile, tenant } = useTenant();
  const { permissions } = keyTerms(profile);
  const { warnBeforeExpiryDays: warnDays } = profile.policies;
  return (
    <Container
      header={
        <Header variant="h2" actions={<EditButton keyItem={keyItem} />}>
          Settings
        </Header>
      }
    >
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'Status', value: <KeyStatus keyItem={keyItem} /> },
          { label: 'Hint', value: <span className="mono">{keyItem.hint}</span> },
          { label: 'Owner', value: <OwnerLink owner={keyItem.owner} /> },
          { label: 'Environment', value: keyItem.environment },
          {
            label: permissions,
            value: <span className="break-anywhere">{keyItem.permissions.join(', ')}</span>,
          },
          { label: 'Last used', value: <LastUsed at={keyItem.lastUsedAt} /> },
          { label: 'Expires', value: <Expiry at={keyItem.expiresAt} warnDays={warnDays} /> },
          {
            label: 'Created',
            value: (
              <span className="break-anywhere">{`${instantText(keyItem.createdAt)} by ${keyItem.createdBy}`}</span>
            ),
          },
          ...restrictions(keyItem),
          ...relatives(tenant, keyItem),
          ...metadataOf(keyItem),
        ]}
      />
    </Container>
  );
}

function OwnerLink({ owner }: { readonly owner: string }) {
  const { tenant, can } = useTenant();
  return (
    <span className="break-anywhere">
      {can('showOwner') ? <Link href={hrefOf([tenant, 'owners', owner])}>{owner}</Link> : owner}
    </span>
  );
}

function EditButton({ keyItem }: { readonly keyItem: KeyDetails }) {
  const { can } = useTenant();
  const manages = useManagesKey();
  const [isEditing, setEditing] = useState(false);
  const isEnded = keyItem.status === 'revoked' || keyItem.status === 'deleted';
  if (isEnded || !can('updateKey') || !manages(keyItem)) return null;
  return (
    <>
      <Button onClick={() => setEditing(true)}>Edit</Button>
      {isEditing && (
        <Suspense>
          <EditKey keyItem={keyItem} onClose={() => setEditing(false)} />
        </Suspense>
      )}
    </>
  );
}

function KeyStatus({ keyItem: { status, revocation, deletion } }: { readonly keyItem: KeyDetails }) {
  const ended = revocation ?? deletion;
  return (
    <>
      <KeyStatusIndicator status={status} />
      {ended && (
        <Box color="text-body-secondary" variant="small">
          <span className="break-anywhere">
            {`${relativeText(ended.at)} by ${ended.by}`}
            {revocation && revocation.reason !== 'unspecified' && ` (${revocation.reason})`}
          </span>
        </Box>
      )}
    </>
  );
}

/** The limits of the key itself, and the networks from which it is accepted. */
function restrictions({ limits, allowedAddresses }: KeyDetails) {
  const all = [
    { label: 'Limits', value: limitsText(limits) ?? '' },
    { label: 'Allowed addresses', value: allowedAddresses.join(', ') },
  ];
  return all.filter(({ value }) => value !== '');
}

/** Links to the keys that this key comes from, and to the keys that come from it. */
function relatives(tenant: string, { lineage, successors, children }: KeyDetails) {
  const links = (ids: readonly string[]) => (
    <SpaceBetween size="xxs">
      {ids.map((id) => (
        <Link key={id} href={hrefOf([tenant, 'keys', id])}>
          {id}
        </Link>
      ))}
    </SpaceBetween>
  );
  const all = [
    { label: 'Renews', ids: lineage.predecessor === null ? [] : [lineage.predecessor] },
    { label: 'Created with', ids: lineage.parent === null ? [] : [lineage.parent] },
    { label: 'Renewed by', ids: successors },
    { label: 'Created keys', ids: children },
  ];
  return all.filter(({ ids }) => ids.length > 0).map(({ label, ids }) => ({ label, value: links(ids) }));
}

function metadataOf({ metadata }: KeyDetails) {
  if (Object.keys(metadata).length === 0) return [];
  return [{ label: 'Metadata', value: <span className="mono">{JSON.stringify(metadata)}</span> }];
}

function KeyTabs({ keyItem }: { readonly keyItem: KeyDetails }) {
  const { features, can } = useTenant();
  const { id } = keyItem;
  const tabs = [
    {
      id: 'usage',
      label: 'Usage',
      isShown: features.usage && can('showKeyUsage'),
      content: <KeyUsage id={id} />,
    },
    {
      id: 'timeline',
      label: 'Timeline',
      isShown: can('listAuditEvents'),
      content: <KeyTimeline keyItem={keyItem} />,
    },
    {
      id: 'limits',
      label: 'Limits',
      isShown: can('showKeyLimits'),
      content: <Budgets subject={{ kind: 'key', id }} />,
    },
    {
      id: 'sessions',
      label: 'Sessions',
      // The API counts the sessions of a key if the product has sessions.
      isShown: keyItem.liveSessions !== undefined && can('listKeySessions'),
      content: <KeySessions keyItem={keyItem} />,
    },
    {
      id: 'access-log',
      label: 'Access log',
      isShown: features.usage && can('listKeyAccessLog'),
      content: <AccessLog keyId={id} />,
    },
    {
      id: 'history',
      label: 'Changes',
      isShown: can('listAuditEvents'),
      content: <AuditEvents filter={{ key: id }} />,
    },
  ];
  return (
    <Tabs
      ariaLabel="Use and history"
      tabs={tabs
        .filter(({ isShown }) => isShown)
        .map(({ isShown: _, content, ...tab }) => ({
          ...tab,
          content: <Suspense fallback={<Spinner />}>{content}</Suspense>,
        }))}
    />
  );
}
