import { KeyNameProblem, parseKeyName } from '#shared/model/key-name.ts';

/**
 * The name that libelektra makes of a text, or null when it refuses it. It takes some that its own rules forbid (`user:/%`, `\#`, `\#1`, `a\#10`), and
 * a zero byte ends the text as it ends any of C's.
 */
export function fieldName(text: string): string | null {
  const [cut = ''] = text.split('\0');
  try {
    return parseKeyName(cut);
  } catch (error) {
    if (!(error instanceof KeyNameProblem)) throw error;
    return isTakenAllTheSame(error, cut) ? cut.replace(/(?<=.)\/+$/, '') : null;
  }
}

/** The name of a metakey, without `meta:/`. Ending in a backslash it is stored as the empty one, with success. Null: refused. */
export function fieldMetakey(text: string): string | null {
  const [cut = ''] = text.split('\0');
  if (cut.endsWith('\\') && !cut.endsWith('\\\\')) return '';
  const name = fieldName(`meta:/${cut.replace(/^meta:\//, '')}`);
  return name === null ? null : name.slice('meta:/'.length);
}

function isTakenAllTheSame({ code, part = '' }: KeyNameProblem, text: string): boolean {
  if (code === 'ILLEGAL_PART') return part === '%';
  return code === 'BAD_ESCAPE' && !/\\[^/\\#]/.test(text);
}
