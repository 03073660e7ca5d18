import type { Keychain } from './keychain.ts';
import { noKeychain, type NoKeychain } from './no-keychain.ts';

/** The keychain cannot be used now. */
export class KeychainGone extends Error {
  override readonly name = 'KeychainGone';
  readonly why: NoKeychain;

  constructor(why: NoKeychain) {
    super(`${why.message}. ${why.advice}`);
    this.why = why;
  }
}

interface KeychainFinderOptions {
  /** Resolves when it has been tried. `patient`: somebody is there who may type its password. */
  open(patient: boolean): Promise<Keychain>;
  /** Monotonic milliseconds. */
  now(): number;
  /** It is there now and was not before. */
  found(): void;
}

/** The keychain as it comes and goes. Nobody looks for it but on a call. */
export interface KeychainFinder {
  current(): Keychain | null;
  /** Why it was not there when it was last looked for. */
  why(): NoKeychain;
  look(patient: boolean): Promise<Keychain | null>;
  /** Whether it is still there; one that has gone is looked for as seldom as for a call. */
  check(): Promise<void>;
  /** @throws KeychainGone, or what it says of this entry while it can be used otherwise */
  ask<T>(call: (keychain: Keychain) => Promise<T>): Promise<T>;
}

/** A look costs a process and up to the time limit, and a locked keychain may ask for its password: who only wants to read looks ever more seldom. */
const FIRST_WAIT_MS = 30_000;
const LONGEST_WAIT_MS = 60 * 60_000;

export function createKeychainFinder({ open, now, found }: KeychainFinderOptions): KeychainFinder {
  let current: Keychain | null = null;
  let why = noKeychain(new Error('nobody has looked for it'));
  let looking: Promise<Keychain | null> | null = null;
  let waitMs = FIRST_WAIT_MS;
  let nextLook = -Infinity;

  function lose(reason: NoKeychain): void {
    current = null;
    why = reason;
    nextLook = now() + waitMs;
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }

  async function lookNow(patient: boolean): Promise<Keychain | null> {
    const before = current;
    try {
      current = await open(patient);
      waitMs = FIRST_WAIT_MS;
      if (before === null) found();
    } catch (error) {
      lose(noKeychain(error));
    }
    return current;
  }

  async function look(patient: boolean): Promise<Keychain | null> {
    // A person's look is not answered by one that may have been too short for the password.
    if (patient) await looking;
    looking ??= lookNow(patient).finally(() => {
      looking = null;
    });
    return looking;
  }

  return {
    current: () => current,
    why: () => why,
    look,
    async check() {
      if (current !== null || now() >= nextLook) await look(false);
    },
    async ask(call) {
      const keychain = current ?? (now() < nextLook ? null : await look(false));
      if (keychain === null) throw new KeychainGone(why);
      try {
        return await call(keychain);
      } catch (error) {
        const reason = noKeychain(error);
        if (reason.reason === 'failed') {
          // That may be said of this entry, of the program that asks, or of the keychain.
          const again = await look(false);
          if (again !== null) return call(again);
        } else if (current === keychain) lose(reason);
        throw new KeychainGone(current === null ? why : reason);
      }
    },
  };
}
