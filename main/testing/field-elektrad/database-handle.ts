import { checkKey } from '#shared/model/checks/check-key.ts';
import { namespaceOf } from '#shared/model/namespace.ts';
import { lookUp, merged, withKey, type FieldKey, type FieldKeys } from './field-key.ts';
import type { Machine } from './machine.ts';
import type { Prepared, StorageFile } from './storage-file.ts';

/** What libelektra calls a key set: a session has one that lives as long as the session does. */
export interface KeySet {
  keys: FieldKeys;
}

export type SetResult =
  | { readonly outcome: 'stored'; readonly bytes: number }
  | { readonly outcome: 'none' }
  | { readonly outcome: 'conflict' }
  | { readonly outcome: 'refused'; readonly words: string };

/** One opened key database. It remembers which version of each storage file it has seen. */
export interface DatabaseHandle {
  /** From 1, over the whole life of the double. */
  readonly number: number;
  /** Brings the keys of the parent's mount points up to date, if their files were written since; resolves to Elektra's words when it refuses. */
  get(keySet: KeySet, parent: string): string | null;
  /** Writes the mount points of the parent whose keys differ from their files. */
  set(keySet: KeySet, parent: string): Promise<SetResult>;
}

interface Change {
  readonly file: StorageFile;
  readonly seen: number;
  readonly keys: FieldKeys;
  readonly changed: FieldKeys;
}

export function openHandle(
  machine: Machine,
  number: number,
): { readonly handle: DatabaseHandle; readonly keySet: KeySet } {
  const { storage } = machine;
  const seen = new Map(storage.files().map((file) => [file, file.generation]));
  /** Names of refused keys: they stay in the key set. */
  const refused = new Set<string>();

  function get(keySet: KeySet, parent: string): string | null {
    if (namespaceOf(parent) === 'meta') return 'C01320 Interface - parentKey with meta:/ name passed to kdbGet';
    keySet.keys = storage.withBuiltIn(keySet.keys, parent);
    for (const file of storage.filesFor(parent)) {
      // A file that is gone is no news, so that its old keys go on being shown.
      if (!file.exists || seen.get(file) === file.generation) continue;
      const others = keySet.keys.filter(({ name }) => storage.mountPointOf(name) !== file.mountPoint);
      keySet.keys = merged(file.keys, others);
      seen.set(file, file.generation);
    }
    return null;
  }

  function changesFor(keySet: KeySet, parent: string): readonly Change[] {
    return storage.filesFor(parent).flatMap((file) => {
      const keys = storage.partOf(keySet.keys, file);
      const stored = new Set(file.keys);
      const changed = keys.filter((key) => !stored.has(key));
      if (changed.length === 0 && keys.length === file.keys.length) return [];
      return [{ file, seen: file.generation, keys, changed }];
    });
  }

  async function set(keySet: KeySet, parent: string): Promise<SetResult> {
    if (namespaceOf(parent) === 'proc') machine.life.die('a key was set in proc:/');
    const changes = changesFor(keySet, parent);
    if (changes.length === 0) return { outcome: 'none' };
    const creates = changes.some(({ file, changed }) =>
      changed.some(({ name }) => lookUp(file.keys, name) === undefined),
    );
    const end = machine.life.beginWrite(number, creates);
    try {
      const words = problemOf(changes.flatMap(({ changed }) => changed));
      if (words !== null) return { outcome: 'refused', words };
      return await write(keySet, changes);
    } finally {
      end();
    }
  }

  /** A value that a check refuses stays in the key set, so that each later write of its mount point meets it again. */
  function problemOf(changed: FieldKeys): string | null {
    for (const key of changed) {
      const checked = Object.hasOwn(key.meta, 'binary') ? null : checkKey(key);
      if (checked === null || checked.ok || namespaceOf(key.name) === 'spec') continue;
      const { kind, reason } = checked.rejection;
      refused.add(key.name);
      return `${kind === 'semantic' ? 'C03200 Validation Semantic' : 'C03100 Validation Syntactic'} - ${reason}`;
    }
    return null;
  }

  async function write(keySet: KeySet, changes: readonly Change[]): Promise<SetResult> {
    if (machine.interference.isLocked()) {
      return {
        outcome: 'refused',
        words: 'C01100 Resource - Conflict because other process writes to configuration indicated by a lock file',
      };
    }
    const normalForms = changes.flatMap(({ changed }) => changed).flatMap(normalForm);
    const prepared: Prepared[] = [];
    for (const { file, keys } of changes) prepared.push(await file.prepare(normalForms.reduce(withKnownKey, keys)));
    await machine.interference.beforeCommit();
    machine.life.requireAlive();
    if (changes.some(({ file, seen: before }) => file.exists && file.generation !== before)) {
      for (const each of prepared) each.discard();
      return { outcome: 'conflict' };
    }
    for (const each of prepared) each.commit();
    for (const { file, keys } of changes) {
      seen.set(file, file.generation);
      for (const { name } of keys) refused.delete(name);
    }
    keySet.keys = normalForms.reduce(withKnownKey, keySet.keys);
    await leakRefused(keySet, changes);
    return { outcome: 'stored', bytes: prepared.reduce((sum, { bytes }) => sum + bytes, 0) };
  }

  /** What was refused in another mount point is written too, and nobody checks it again. */
  async function leakRefused(keySet: KeySet, changes: readonly Change[]): Promise<void> {
    for (const file of storage.files().filter((each) => !changes.some((change) => change.file === each))) {
      const leaking = storage.partOf(keySet.keys, file).filter(({ name }) => refused.has(name));
      if (leaking.length === 0) continue;
      (await file.prepare(leaking.reduce((keys, key) => withKey(keys, key), file.keys))).commit();
      seen.set(file, file.generation);
      for (const { name } of leaking) refused.delete(name);
    }
  }

  return { handle: { number, get, set }, keySet: { keys: storage.everything() } };
}

/** Booleans are stored as 1 and 0. */
function normalForm(key: FieldKey): FieldKeys {
  if (Object.hasOwn(key.meta, 'binary') || namespaceOf(key.name) === 'spec') return [];
  const checked = checkKey(key);
  return checked.ok && checked.value !== key.value ? [{ ...key, value: checked.value }] : [];
}

function withKnownKey(keys: FieldKeys, key: FieldKey): FieldKeys {
  return lookUp(keys, key.name) === undefined ? keys : withKey(keys, key);
}
