import type { Metadata } from '#shared/model/key.ts';

/** What Elektra's `type` plugin reads as true and false. https://www.libelektra.org/plugins/type */
const TRUE_SPELLINGS: readonly string[] = ['1', 'yes', 'true', 'on', 'enabled', 'enable'];
const FALSE_SPELLINGS: readonly string[] = ['0', 'no', 'false', 'off', 'disabled', 'disable'];

/** Whether `stored` is how Elektra is known to spell what was sent as `sent`: booleans become 1 and 0. */
export function isKnownNormalForm(sent: string, stored: string, meta: Metadata): boolean {
  if (meta.type !== 'boolean' && meta['check/type'] !== 'boolean') return false;
  const spelling = sent.toLowerCase();
  if (stored === '1') return TRUE_SPELLINGS.includes(spelling) || sent === meta['check/boolean/true'];
  if (stored === '0') return FALSE_SPELLINGS.includes(spelling) || sent === meta['check/boolean/false'];
  return false;
}
