import { useRoute } from '../shell/route.ts';
import { OwnerList } from './owner-list.tsx';
import { OwnerPage } from './owner-page.tsx';

/** The owners of the tenant, or the owner of the address. */
export function OwnersPage() {
  const { item } = useRoute();
  return item === undefined ? <OwnerList /> : <OwnerPage id={item} />;
}
