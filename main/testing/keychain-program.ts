import { fileURLToPath } from 'node:url';

/** The source of the program that asks the keychain, for tests of what starts it. */
export const KEYCHAIN_PROGRAM = fileURLToPath(new URL('../adapters/secrets/keychain-process.ts', import.meta.url));
