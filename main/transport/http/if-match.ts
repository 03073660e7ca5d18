import type { ElektraError } from '#shared/errors/elektra-error.ts';
import { invalidField } from '../invalid-input.ts';

const ONE_TAG = /^(?:W\/)?"([\x21\x23-\x7e\x80-\xff]*)"$/;

/**
 * The one entity tag of an `If-Match` header (RFC 9110, 13.1.1); a weak one counts, since versions are of content.
 * @throws ElektraError INVALID_INPUT for lists, `*` and unquoted tags
 */
export function readIfMatch(header: string): string {
  const tag = ONE_TAG.exec(header.trim())?.[1];
  if (tag !== undefined) return tag;
  if (header.trim() === '*') throw refusal('"*" is not supported: send the version that a read answered as ETag');
  if (header.includes(',')) throw refusal('a list is not supported: send one version');
  throw refusal('send the version in double quotes, as a read answered it as ETag');
}

function refusal(reason: string): ElektraError {
  return invalidField('If-Match', reason);
}
