import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { EmptyState } from './empty-state.tsx';
import { Loaded, type LoadedProps } from './loaded.tsx';

interface ItemPageProps<Item> extends Pick<LoadedProps<Item>, 'query' | 'children'> {
  /** The link to the list that the item is in. */
  readonly list: { readonly text: string; readonly href: string };
  /** The content if nothing in the tenant has the ID of the address. */
  readonly missing: { readonly title: string; readonly text: string };
  readonly title: (item: Item) => string;
  readonly actions: (item: Item) => ReactNode;
}

/** The page of one item: a link to its list, its name and actions, and its parts. */
export function ItemPage<Item>({ query, list, missing, title, actions, children }: ItemPageProps<Item>) {
  const toList = <Link href={list.href}>{list.text}</Link>;
  return (
    <Loaded query={query} notFound={<EmptyState {...missing} action={toList} />}>
      {(item) => (
        <SpaceBetween size="l">
          <div>
            {toList}
            <Header variant="h1" actions={actions(item)}>
              <span className="break-anywhere">{title(item)}</span>
            </Header>
          </div>
          {children(item)}
        </SpaceBetween>
      )}
    </Loaded>
  );
}
