import { namespaceOf } from '#shared/model/namespace.ts';
import { badRequest, goString, noContent, Panic, refusal } from './answers.ts';
import type { KeySet } from './database-handle.ts';
import { merged, subtreeRange, type FieldKeys } from './field-key.ts';
import { fieldName } from './field-name.ts';
import { readDatabase, writeDatabase, type FieldHandler } from './handler.ts';

/**
 * Cuts the moved keys out of what the session knows and writes another key set, in which an existing target comes before the moved key. The session never
 * learns of the new names: its next write of that mount point stores what it knows, without them.
 * https://github.com/ElektraInitiative/libelektra/blob/master/src/tools/elektrad/move_handler.go
 */
export const moveKeys: FieldHandler = async (request) => {
  const target = goString(request.body);
  const [from, to] = [fieldName(request.path), fieldName(target ?? '')];
  if (target === null || from === null || to === null) return badRequest;
  const root = commonName(from, to);
  if (root === null) return refusal('unsupported key name');
  const refused = readDatabase(request, root);
  if (refused !== null) return refused;
  const { keySet } = request;
  const [start, end] = subtreeRange(keySet.keys, from);
  const moved = keySet.keys.slice(start, end);
  keySet.keys = keySet.keys.toSpliced(start, end - start);
  if (moved.length === 0) return noContent;
  const renamed = moved.map((key) => ({ ...key, name: renamedKey(key.name, request.path, target) }));
  const written: KeySet = { keys: merged(keySet.keys, renamed) };
  if (hasTrailingSlash(request.path))
    written.keys = withoutOtherMountPoints(written.keys, from, request.machine.storage.mountPointOf);
  return (await writeDatabase(request, root, written)) ?? noContent;
};

/** Go cuts by the length of what was sent: beyond the end of the name it panics, and a trailing slash is missing in the new name. */
function renamedKey(name: string, from: string, to: string): string {
  if (from.length > name.length) throw new Panic(`slice bounds out of range [${from.length}:${name.length}]`);
  return fieldName(to + name.slice(from.length)) ?? name;
}

function hasTrailingSlash(path: string): boolean {
  return path.endsWith('/') && !path.endsWith(':/');
}

/** Observed, and not explained. */
function withoutOtherMountPoints(
  keys: FieldKeys,
  from: string,
  mountPointOf: (name: string) => string | null,
): FieldKeys {
  const own = mountPointOf(from);
  return keys.filter(({ name }) => namespaceOf(name) !== namespaceOf(from) || mountPointOf(name) === own);
}

/** The deepest key above both; across namespaces only for the same path. */
function commonName(a: string, b: string): string | null {
  const [pathOfA, pathOfB] = [a.slice(a.indexOf('/')), b.slice(b.indexOf('/'))];
  if (namespaceOf(a) !== namespaceOf(b)) return pathOfA === pathOfB ? pathOfA : null;
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  const common = a.slice(0, Math.max(length, a.indexOf('/') + 1));
  return fieldName(common.slice(0, common.lastIndexOf('/') + 1));
}
