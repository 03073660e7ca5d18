import { createInterface } from 'node:readline';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { createSilentLog } from '../../../../clusterd/testing/silent-log.ts';
import { forkChild } from '../../../../platform/fork-child.ts';
import { chooseSecrets, type ChooseSecretsOptions } from '../../choose-secrets.ts';

/** Opens the secrets of a directory as clusterd does, and calls what it is told to, one line of JSON each: [name, ...arguments]. */
const [keychainProgram = '', directory = '', wanted = 'auto'] = process.argv.slice(2);

function answer(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

async function outcomeOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return { value: (await work()) ?? null };
  } catch (error) {
    return { code: isElektraError(error) ? error.code : (error as Error).name, message: (error as Error).message };
  }
}

const opening = chooseSecrets({
  wanted: wanted as ChooseSecretsOptions['wanted'],
  directory,
  keyFile: null,
  environmentKey: undefined,
  log: createSilentLog(),
  keychainProgram,
  startChild: forkChild,
});
answer(await outcomeOf(async () => (await opening).state()));
for await (const line of createInterface({ input: process.stdin })) {
  const [name, ...args] = JSON.parse(line) as ['get' | 'set' | 'remove' | 'names' | 'retry' | 'move', ...string[]];
  const secrets = await opening;
  const call = secrets[name] as (...given: string[]) => Promise<unknown>;
  answer(await outcomeOf(() => call(...args)));
}
