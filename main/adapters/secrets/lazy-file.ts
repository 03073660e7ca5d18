import { access } from 'node:fs/promises';
import { openEncryptedFile, type EncryptedFile } from './encrypted-file.ts';
import type { LazyFile } from './two-stores.ts';

interface LazyFileOptions {
  readonly file: string;
  readonly keyFile: string;
  readonly environmentKey: string | undefined;
}

/** Opened once it is there or needed, so that whoever has a keychain gets neither a file nor a key for it. A failed opening is tried again. */
export function createLazyFile({ file, keyFile, environmentKey }: LazyFileOptions): LazyFile & { keyOrigin(): string } {
  let opened: EncryptedFile | null = null;
  let opening: Promise<EncryptedFile> | null = null;

  function open(): Promise<EncryptedFile> {
    opening ??= openEncryptedFile({ file, keyFile, environmentKey }).then(
      (made) => (opened = made),
      (error: unknown) => {
        opening = null;
        throw error;
      },
    );
    return opening;
  }

  return {
    open,
    ifThere: async () => opened ?? ((await isThere(file)) ? open() : null),
    keyOrigin: () => opened?.keyOrigin ?? keyFile,
  };
}

async function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
}
