/** Encrypts what must not be readable where the registry is stored. */
export interface Seal {
  seal(text: string): string;
  /** null: it was sealed with another key, or changed since. */
  unseal(sealed: string): string | null;
}

/** The seal of this clusterd, with a key that is made when it is first needed and kept among the secrets. */
export interface Sealing {
  /** Rejects with ElektraError STORAGE_FAILED when the store of secrets does not give the key; the next call asks again. */
  ready(): Promise<Seal>;
}
