import type { Keytar } from 'keytar';
import { KeytarMissing, READY_ID, type KeychainAnswer, type KeychainQuestion } from './keychain-messages.ts';
import { parentPort } from './parent-port.ts';

/** A program of its own, see remote-keytar.ts. */
const parent = parentPort();
parent.onMessage((question) => void answerTo(question as KeychainQuestion).then(parent.send));
parent.send({ id: READY_ID } satisfies KeychainAnswer);

async function answerTo({ id, call, args }: KeychainQuestion): Promise<KeychainAnswer> {
  try {
    const keytar = await load();
    const ask = keytar[call] as (...args: readonly string[]) => Promise<unknown>;
    return { id, value: await ask(...args) };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { id, error: { message, isMissing: error instanceof KeytarMissing } };
  }
}

async function load(): Promise<Keytar> {
  try {
    return (await import('keytar')).default;
  } catch (cause) {
    throw new KeytarMissing('keytar is not installed, or was not built for this machine', { cause });
  }
}
