import Button from '@cloudscape-design/components/button';
import SideNavigation, { type SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import { useState } from 'react';
import { outerMenus } from '../keys/key-terms.ts';
import { PAGES } from './pages.tsx';
import { hrefOf, useRoute } from './route.ts';
import { useTenant } from './tenant-context.ts';

type Item = SideNavigationProps.Item;

/** The pages of the tenant, in the menu of the product. On narrow screens, a button shows it. */
export function Navigation() {
  const { page } = useRoute();
  const { profile, tenant, ...access } = useTenant();
  const [isOpen, setOpen] = useState(false);
  const links = PAGES.filter(({ isAllowed }) => isAllowed(access)).map<SideNavigationProps.Link>(
    ({ id, title }) => ({ type: 'link', text: title(profile), href: hrefOf([tenant, id]) }),
  );
  return (
    <nav aria-label="Pages" className={isOpen ? 'navigation open' : 'navigation'}>
      <div className="navigation-toggle">
        <Button iconName="menu" variant="link" ariaExpanded={isOpen} onClick={() => setOpen(!isOpen)}>
          Menu
        </Button>
      </div>
      <div className="navigation-items">
        <SideNavigation
          activeHref={hrefOf([tenant, page])}
          items={inMenu(outerMenus(profile), links)}
          onFollow={() => setOpen(false)}
        />
      </div>
    </nav>
  );
}

/** Puts the links into the outer menus of the product: `Administration → Integration`. */
function inMenu([outer, inner]: readonly string[], links: readonly SideNavigationProps.Link[]): Item[] {
  if (outer === undefined) return [...links];
  if (inner === undefined) return [{ type: 'section', text: outer, items: links }];
  return [{ type: 'section-group', title: outer, items: [{ type: 'section', text: inner, items: links }] }];
}
