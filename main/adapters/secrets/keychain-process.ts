import type { Keytar } from 'keytar';
import { KeytarMissing, READY_ID, type KeychainAnswer, type KeychainQuestion } from './keychain-messages.ts';

/** A program of its own, see remote-keytar.ts. It ends at once when its parent does, whatever the keychain is doing. */
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.on('message', (question: KeychainQuestion) => {
  void answerTo(question).then((answer) => process.send?.(answer));
});

process.send?.({ id: READY_ID } satisfies KeychainAnswer);

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
