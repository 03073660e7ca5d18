import { isSecret } from '#shared/model/key.ts';
import type { Seal } from '../ports/sealing.ts';
import type { ChangedKey } from '../registry/change-records.ts';
import type { WholeAct } from './act-wholly.ts';

/** Whether the values of keys that are secret, or are to be, are among it. */
export function hasSecrets({ writes, removes }: WholeAct): boolean {
  return (
    writes.some(({ before, after }) => isSecret(before.meta) || isSecret(after.meta)) ||
    removes.some((subtree) => subtree.some(({ meta }) => isSecret(meta)))
  );
}

/** The key with its values sealed where it is secret, before or after. */
export function withSealed(key: ChangedKey, seal: Seal): ChangedKey {
  const { before, after } = key;
  if (!isSecret(before?.meta ?? {}) && !isSecret(after?.meta ?? {})) return key;
  return { ...key, before: sealed(before, seal), after: sealed(after, seal) };
}

/** The key with its values as they are; null: they cannot be unsealed any more. */
export function withUnsealed(key: ChangedKey, seal: Seal): ChangedKey | null {
  const before = unsealed(key.before, seal);
  const after = unsealed(key.after, seal);
  return before === undefined || after === undefined ? null : { ...key, before, after };
}

type Content = ChangedKey['before'];

function sealed(content: Content, seal: Seal): Content {
  if (content === null || content.value === null) return content;
  return { ...content, value: seal.seal(content.value), secret: 'sealed' };
}

function unsealed(content: Content, seal: Seal): Content | undefined {
  if (content?.secret === undefined) return content;
  const { secret, value, meta } = content;
  const text = secret === 'dropped' || value === null ? null : seal.unseal(value);
  return text === null ? undefined : { value: text, meta };
}
