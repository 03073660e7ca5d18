import type { SecretsState } from '#shared/clusterd/secrets.ts';

/**
 * Where secrets are kept, by names like `instance/ID/credentials/REVISION`. A rejection is an ElektraError STORAGE_FAILED that says what to do; then
 * the store holds what it held before, or, of a keychain that fell silent, either.
 */
export interface Secrets {
  /** Which store is in use. */
  state(): SecretsState;
  /** null: there is none of that name. */
  get(name: string): Promise<string | null>;
  /** It survives a crash from then on. */
  set(name: string, secret: string): Promise<void>;
  /** Removing what is not there succeeds. */
  remove(name: string): Promise<void>;
  names(): Promise<readonly string[]>;
}
