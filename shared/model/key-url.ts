import type { KeyName } from './key-name.ts';

/**
 * The whole name as one path segment. Part by part would not do: URL parsers resolve segments of dots, also percent-encoded ones, and routers
 * join slashes; a whole name always holds an encoded slash, so its segment is never one of dots.
 */
export function encodeKeyNameForUrl(name: KeyName): string {
  return encodeURIComponent(name);
}

/** `PATH_REWRITTEN`: the request would be redirected to another key. `LINE_BREAK`: it would not be routed at all. */
export type UrlHazard = 'PATH_REWRITTEN' | 'LINE_BREAK';

/**
 * Why the elektrad of the field cannot be asked for a key, or null when it can. Its router decodes the path, and where that reads `//`, `/./`
 * or `/../`, inside parts as well (`user:/a\//b`), redirects to the cleaned path, where a write would change another key; a newline is not
 * found. Cascading names make `//` too.
 */
export function urlHazardOf(name: KeyName): UrlHazard | null {
  if (/\/(?:\/|\.\.?(?:\/|$))/.test(`/${name}`)) return 'PATH_REWRITTEN';
  return name.includes('\n') ? 'LINE_BREAK' : null;
}
