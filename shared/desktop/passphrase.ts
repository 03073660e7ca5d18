/** Characters of the passphrase of a backup: whoever gets the file could guess a shorter one. */
export const SHORTEST_PASSPHRASE = 10;
