import type { SecretsState } from '#shared/clusterd/secrets.ts';

/** One place where secrets are kept, by name. */
export interface SecretStore {
  /** null: there is none of that name. */
  get(name: string): Promise<string | null>;
  /** It survives a crash from then on. */
  set(name: string, secret: string): Promise<void>;
  /** Removing what is not there succeeds. */
  remove(name: string): Promise<void>;
  names(): Promise<readonly string[]>;
}

/**
 * Where secrets are kept, by names like `instance/ID/credentials/REVISION`. A rejection is an ElektraError STORAGE_FAILED that says what to do; then
 * the store holds what it held before, or, of a keychain that fell silent, either. What cannot be read now is rejected, never null and never older.
 */
export interface Secrets extends SecretStore {
  /** Which store is in use, as far as it was last seen; it changes while clusterd runs. */
  state(): SecretsState;
  /** The same, after asking the keychain whether it is still there. */
  look(): Promise<SecretsState>;
  /** Looks for the keychain again, with time for a person to unlock it, and moves there what belongs there. */
  retry(): Promise<SecretsState>;
  /** A person's wish, kept over restarts. Each secret is in one of the two at every moment. @throws ElektraError SECRETS_NOT_MOVED */
  move(to: 'keychain' | 'file'): Promise<SecretsState>;
}
