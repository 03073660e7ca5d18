import type { Log } from '../../clusterd/ports.ts';
import type { EncryptedFile } from './encrypted-file.ts';
import { KeychainGone } from './keychain-finder.ts';
import type { TwoStoresParts } from './two-stores.ts';

export interface SettleStores {
  /** Moves what is in the store that is not in use, some at a time; others may read and write in between. Never throws: `trouble` says what stays. */
  settle(): Promise<void>;
  /** Why something could not be moved when it was last tried. */
  trouble(): string | null;
}

/** So many between two turns of others. The file is written once for all of them. */
const AT_ONCE = 50;

export function createSettleStores(
  { finder, file, place, gate, wantsKeychain }: TwoStoresParts,
  log: Log,
): SettleStores {
  let trouble: string | null = null;
  let last: Promise<void> = Promise.resolve();

  async function move(): Promise<void> {
    trouble = null;
    try {
      if (finder.current() === null) return;
      if (wantsKeychain()) await moveIn();
      else if (place.current().inKeychain) await moveOut();
    } catch (error) {
      trouble = error instanceof Error ? error.message : String(error);
      log.warn({ err: error }, 'secrets could not be moved between keychain and file; they stay where they are');
    }
  }

  async function moveIn(): Promise<void> {
    if (!place.current().inKeychain && (await namesInKeychain()).length > 0) await place.update({ inKeychain: true });
    const opened = await file.ifThere();
    if (opened === null) return;
    const names = [...(await opened.entries()).keys()];
    if (names.length > 0) await place.update({ inKeychain: true });
    for (const some of inPieces(names)) await gate.alone(() => movePieceIn(opened, some));
    const stay = (await opened.entries()).size;
    if (stay === 0) log.info({ entries: names.length }, 'the secrets of the encrypted file are in the keychain now');
  }

  async function movePieceIn(opened: EncryptedFile, names: readonly string[]): Promise<void> {
    if (!wantsKeychain()) return;
    const before = await opened.entries();
    const moved: string[] = [];
    try {
      for (const name of names) {
        const secret = before.get(name);
        if (secret === undefined) continue;
        const put = finder.ask((keychain) => (secret === null ? keychain.remove(name) : keychain.set(name, secret)));
        if (await put.then(() => true, refusal)) moved.push(name);
      }
    } finally {
      await opened.change((entries) => moved.forEach((name) => entries.delete(name)));
    }
  }

  async function moveOut(): Promise<void> {
    const names = await namesInKeychain();
    const opened = await file.open();
    for (const some of inPieces(names)) await gate.alone(() => movePieceOut(opened, some));
    await gate.alone(() => leaveKeychain(opened));
    log.info({ entries: names.length }, 'the secrets of the keychain are in the encrypted file now');
  }

  async function movePieceOut(opened: EncryptedFile, names: readonly string[]): Promise<void> {
    if (wantsKeychain()) return;
    const before = await opened.entries();
    const found = new Map<string, string>();
    for (const name of names) {
      // What the file says of it is newer.
      const secret = before.has(name) ? null : await finder.ask((keychain) => keychain.get(name));
      if (secret !== null) found.set(name, secret);
    }
    await opened.change((entries) => found.forEach((secret, name) => entries.set(name, secret)));
    for (const name of names) await finder.ask((keychain) => keychain.remove(name));
  }

  /** From now on the keychain is not asked any more, so that nothing needs to be known as removed from it. */
  async function leaveKeychain(opened: EncryptedFile): Promise<void> {
    if (wantsKeychain() || (await namesInKeychain()).length > 0) return;
    await place.update({ inKeychain: false });
    await opened.change((entries) => {
      for (const [name, secret] of entries) if (secret === null) entries.delete(name);
    });
  }

  /** One that it does not take stays in the file, the others go on. @throws what says that the keychain has gone */
  function refusal(error: unknown): false {
    if (error instanceof KeychainGone) throw error;
    trouble = error instanceof Error ? error.message : String(error);
    return false;
  }

  function namesInKeychain(): Promise<readonly string[]> {
    return finder.ask((keychain) => keychain.names());
  }

  return {
    settle() {
      last = last.then(move);
      return last;
    },
    trouble: () => trouble,
  };
}

function inPieces(names: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(names.length / AT_ONCE) }, (_each, at) =>
    names.slice(at * AT_ONCE, (at + 1) * AT_ONCE),
  );
}
