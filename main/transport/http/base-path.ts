import { StartRefused } from '#shared/errors/start-refused.ts';

/** A base path as it stands before other paths: '' for `/`, else like `/elektra`. @throws StartRefused */
export function basePathOf(text: string): string {
  const path = text.replace(/\/+$/, '');
  if (/^(?:\/[A-Za-z0-9._~-]*[A-Za-z0-9_~-])*$/.test(path)) return path;
  throw new StartRefused(`The base path "${text}" is not like /elektra: letters, digits, - . _ ~ between slashes.`);
}
