import { STORED_NAMESPACES } from '#shared/model/namespace.ts';
import { BUILT_IN_KEYS, READ_ONLY_MOUNT_POINTS } from './built-in-keys.ts';
import { isInSubtree, merged, withoutKey, type FieldKeys } from './field-key.ts';
import { openStorageFile, type StorageFile } from './storage-file.ts';

/** What is on the host's disk: the storage files, and what libelektra says of itself. */
export interface Storage {
  /** All keys there are now. */
  everything(): FieldKeys;
  /** The mount point that a key belongs to; null: it is stored nowhere (`proc:`, `default:`, cascading names). */
  mountPointOf(name: string): string | null;
  /** What libelektra says of itself as it always is, whatever was written there, if the parent's mount points hold it. */
  withBuiltIn(keys: FieldKeys, parent: string): FieldKeys;
  /** The files that `kdbGet` and `kdbSet` look at for a parent: that of its own mount point, and those of all below it. */
  filesFor(parent: string): readonly StorageFile[];
  files(): readonly StorageFile[];
  /** Those of the keys that lie in the file. */
  partOf(keys: FieldKeys, file: StorageFile): FieldKeys;
  /** Another program of the host writes, as `kdb set` does. */
  put(keys: FieldKeys): Promise<void>;
  remove(name: string): Promise<void>;
}

interface StorageOptions {
  readonly directory: string;
  /** Besides the roots of `spec:`, `dir:`, `user:` and `system:`. */
  readonly mountPoints: readonly string[];
  readonly writeCost: number;
}

export function openStorage({ directory, mountPoints, writeCost }: StorageOptions): Storage {
  const stored = [...STORED_NAMESPACES.map((namespace) => `${namespace}:/`), ...mountPoints];
  const files = stored.map((mountPoint) => openStorageFile({ directory, mountPoint, writeCost }));
  const deepestFirst = [...stored, ...READ_ONLY_MOUNT_POINTS].sort((a, b) => b.length - a.length);
  const mountPointOf = (name: string) => deepestFirst.find((mountPoint) => isInSubtree(name, mountPoint)) ?? null;

  return {
    everything: () => files.reduce((keys, file) => merged(file.keys, keys), BUILT_IN_KEYS),
    mountPointOf,
    withBuiltIn(keys, parent) {
      const isWritten = READ_ONLY_MOUNT_POINTS.some((each) => isInSubtree(parent, each));
      if (!isWritten) return keys;
      return merged(
        BUILT_IN_KEYS,
        keys.filter(({ name }) => !READ_ONLY_MOUNT_POINTS.some((each) => isInSubtree(name, each))),
      );
    },
    files: () => files,
    filesFor(parent) {
      if (parent.startsWith('/')) return files;
      const own = mountPointOf(parent);
      return files.filter(({ mountPoint }) => mountPoint === own || isInSubtree(mountPoint, parent));
    },
    partOf: (keys, file) => keys.filter(({ name }) => mountPointOf(name) === file.mountPoint),
    async put(added) {
      for (const file of files) {
        const own = added.filter(({ name }) => mountPointOf(name) === file.mountPoint);
        if (own.length > 0) (await file.prepare(merged(own, file.keys))).commit();
      }
    },
    async remove(name) {
      const file = files.find(({ mountPoint }) => mountPoint === mountPointOf(name));
      if (file !== undefined) (await file.prepare(withoutKey(file.keys, name))).commit();
    },
  };
}
