import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FieldKey, FieldKeys } from './field-key.ts';

/** The file behind one mount point. Every write makes it anew, whole. */
export interface StorageFile {
  readonly mountPoint: string;
  readonly keys: FieldKeys;
  /** Differs after every write, as libelektra tells by the file's time. */
  readonly generation: number;
  /** False after its last key was removed. */
  readonly exists: boolean;
  /** Writes all keys beside the file; that takes as long as they are many. */
  prepare(keys: FieldKeys): Promise<Prepared>;
}

export interface Prepared {
  readonly bytes: number;
  /** Puts it in the file's place, at once. */
  commit(): void;
  discard(): void;
}

interface StorageFileOptions {
  readonly directory: string;
  readonly mountPoint: string;
  /** How often the keys are serialised for one write. */
  readonly writeCost: number;
}

/** The keys are lines of JSON. Taken from the disk when opened, so that a process that was killed shows what it had stored when it is started again. */
export function openStorageFile({ directory, mountPoint, writeCost }: StorageFileOptions): StorageFile {
  const path = join(directory, `${encodeURIComponent(mountPoint)}.jsonl`);
  const state = { keys: [] as FieldKeys, generation: 0, exists: existsSync(path) };
  if (state.exists) state.keys = keysIn(readFileSync(path, 'utf8'));
  let temporaries = 0;

  return {
    mountPoint,
    get keys() {
      return state.keys;
    },
    get generation() {
      return state.generation;
    },
    get exists() {
      return state.exists;
    },
    async prepare(keys) {
      const text = serialised(keys, writeCost);
      const temporary = `${path}.${(temporaries += 1)}.tmp`;
      if (keys.length > 0) await writeFile(temporary, text);
      return {
        bytes: text.length,
        commit() {
          if (keys.length > 0) renameSync(temporary, path);
          else rmSync(path, { force: true });
          state.keys = keys;
          state.generation += 1;
          state.exists = keys.length > 0;
        },
        discard: () => rmSync(temporary, { force: true }),
      };
    },
  };
}

function serialised(keys: FieldKeys, times: number): string {
  let text = '';
  for (let round = 0; round < Math.max(1, times); round += 1) {
    text = keys.map((key) => `${JSON.stringify(key)}\n`).join('');
  }
  return text;
}

function keysIn(text: string): FieldKeys {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as FieldKey);
}
