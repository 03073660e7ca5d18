import type { KeyName } from '#shared/model/key-name.ts';
import type { Metadata } from '#shared/model/key.ts';

/** What is stored of a key. Text is a string; bytes are binary data and null is a key without any value, neither of which JSON can carry. */
export interface StoredKey {
  readonly value: string | Uint8Array | null;
  /** By metakey name without `meta:/`. */
  readonly meta: Metadata;
}

/** The keys as one change sees them: everything that was changed before it, and its own changes. */
export interface KeyDraft {
  get(name: KeyName): StoredKey | undefined;
  put(name: KeyName, key: StoredKey): void;
  remove(name: KeyName): void;
}

/**
 * An ordered, durable set of keys. A change is whole or not at all, and has reached the disk (synced) when its promise resolves; after a rejection
 * (ElektraError STORAGE_FAILED) the store holds what it held before, and takes changes again as soon as the disk does. Changes take effect one
 * after another, in the order they were asked for; reads see those that have resolved.
 */
export interface KeyStore {
  /** Random, made with the store and never changed: by it a store is known whatever its address. */
  readonly id: string;
  /** The file that holds the keys; null where there is none. */
  readonly file: string | null;
  get(name: KeyName): StoredKey | undefined;
  /** The key itself, if it is stored, and all below it, in key order; null: all keys. Later changes do not touch the list. */
  names(under: KeyName | null): readonly KeyName[];
  /**
   * Reads, checks and writes with nothing in between. `work` is synchronous; what it throws rejects the promise and drops its changes. Resolves
   * to what it returned.
   */
  change<T>(work: (keys: KeyDraft) => T): Promise<T>;
  /** Puts and (null) removes many keys, whole or not at all, without holding the event loop for long however many there are. */
  changeMany(changes: ReadonlyMap<KeyName, StoredKey | null>): Promise<void>;
  /** Removes a key and all below it, whole or not at all, in a time that hardly depends on how many there are. */
  removeSubtree(name: KeyName): Promise<void>;
  /** Waits for the changes that were asked for. */
  close(): Promise<void>;
}
