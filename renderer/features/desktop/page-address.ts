import type { RouteLocationRaw, Router } from 'vue-router';

/**
 * Where an address that came from outside the page leads: to a screen of ours by path and query, or to the page that says there is nothing. The rest of
 * it is dropped: a fragment may hold a sign-in code, and what begins with two slashes is another host to a browser.
 */
export function pageAddress(router: Router, address: string): RouteLocationRaw {
  const nothing = { name: 'not-found', params: { path: ['link'] } };
  if (!/^\/(?![/\\])/.test(address)) return nothing;
  const { name, path, query, meta } = router.resolve(address);
  return name === 'not-found' || meta.public === true ? nothing : { path, query };
}
