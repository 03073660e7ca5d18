import type { RouteLocationRaw, Router } from 'vue-router';

/**
 * Where an address that came from outside the page leads: to a screen of ours by path and query, or to the page that says there is nothing. The rest of
 * it is dropped, but for the section of the preferences: a fragment may hold a sign-in code, and what begins with two slashes is another host to a browser.
 */
export function pageAddress(router: Router, address: string): RouteLocationRaw {
  const nothing = { name: 'not-found', params: { path: ['link'] } };
  if (!/^\/(?![/\\])/.test(address)) return nothing;
  const { name, path, query, hash, meta } = router.resolve(address);
  if (name === 'not-found' || meta.public === true) return nothing;
  return name === 'preferences' ? { path, hash } : { path, query };
}
