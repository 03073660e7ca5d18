import type { Keytar } from 'keytar';

/** What is asked of the process that speaks to the keychain. */
export interface KeychainQuestion {
  readonly id: number;
  readonly call: keyof Keytar;
  readonly args: readonly string[];
}

/** The id of the one message that answers nothing: the process is there. */
export const READY_ID = 0;

export interface KeychainAnswer {
  readonly id: number;
  readonly value?: unknown;
  /** Why there is no value. */
  readonly error?: { readonly message: string; readonly isMissing: boolean };
}

/** keytar is not there, or could not be loaded. */
export class KeytarMissing extends Error {
  override readonly name = 'KeytarMissing';
}

/** The keychain did not answer in time. What it was asked for may happen yet. */
export class Silence extends Error {
  override readonly name = 'Silence';

  constructor(limitMs: number) {
    super(`it did not answer within ${limitMs / 1000} s`);
  }
}
