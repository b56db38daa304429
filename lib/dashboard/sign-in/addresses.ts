/** The addresses of this page, which can be `…/dashboard` or `…/dashboard/`. */
const page = new URL(location.href);
page.pathname = page.pathname.replace(/\/(?:index\.html)?$/, '');

/** The registered redirect URL: the page without query and hash. */
export const dashboardUrl = `${page.origin}${page.pathname}`;

/** An address of the API that serves this page. */
export function apiUrl(path: string): URL {
  return new URL(`${dashboardUrl.replace(/\/dashboard$/, '')}${path}`);
}
