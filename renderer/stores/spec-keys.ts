import { isArrayPart } from '#shared/model/array-part.ts';
import { storedPartsOf } from '#shared/model/key-name.ts';

const SPEC = 'spec:/';

/**
 * The keys of `spec:/` that say what a key means: those of its path, where `_` stands for any part and `#` for any element of an array. None for keys
 * of `spec:/` itself. `names` as an elektrad lists them.
 */
export function specKeysOf(name: string, names: readonly string[]): readonly string[] {
  if (name.startsWith(SPEC)) return [];
  const parts = storedPartsOf(name);
  return names.filter((other) => other.startsWith(SPEC) && isSpecOf(storedPartsOf(other), parts));
}

function isSpecOf(spec: readonly string[], parts: readonly string[]): boolean {
  if (spec.length !== parts.length) return false;
  return spec.every((part, index) => {
    const given = parts[index] ?? '';
    if (part === '_') return !isArrayPart(given);
    return part === '#' ? isArrayPart(given) : part === given;
  });
}
