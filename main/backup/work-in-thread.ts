import { rm } from 'node:fs/promises';
import { Worker } from 'node:worker_threads';
import { CancelledError, throwIfAborted } from '#shared/contract/cancelled.ts';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { BackupWork, Read, WorkHost, Written } from './backup-work.ts';
import type { FromThread, SecretAnswer, Task } from './thread-messages.ts';
import { BackupNotWritten } from './write-failure.ts';

/** In a thread of its own for each task: a passphrase costs seconds of computing. @param program path of the built backup-worker.ts */
export function workInThread(program: string): BackupWork {
  return {
    async write(task, host, signal) {
      try {
        return (await run(program, task, host, signal)) as Written;
      } catch (error) {
        // A thread that is ended cleans up nothing.
        await rm(task.unfinished, { force: true });
        throw error;
      }
    },
    read: async (task, host, signal) => (await run(program, task, host, signal)) as Read,
  };
}

async function run(program: string, task: Task, host: WorkHost, signal: AbortSignal): Promise<Written | Read> {
  throwIfAborted(signal);
  const worker = new Worker(program, { workerData: task, name: `backup ${task.kind}` });
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  let abort = (): void => undefined;
  try {
    return await new Promise<Written | Read>((resolve, reject) => {
      abort = () => reject(new CancelledError());
      signal.addEventListener('abort', abort, { once: true });
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('The thread of a backup ended before it had done its work.')));
      worker.on('message', (message: FromThread) => {
        if (message.kind === 'done') resolve(message.result);
        else if (message.kind === 'refused') reject(refusal(message));
        else if (message.kind === 'failed') reject(new Error(message.stack));
        else if (message.kind === 'report') host.report(message.done, message.total);
        else void answer(message.id, message.name);
      });
    });
  } finally {
    signal.removeEventListener('abort', abort);
    await worker.terminate();
    await ended;
  }

  async function answer(id: number, name: string): Promise<void> {
    worker.postMessage(await secretAnswer(host, id, name));
  }
}

function refusal({ message, code }: Extract<FromThread, { readonly kind: 'refused' }>): StartRefused {
  return code === null ? new StartRefused(message) : new BackupNotWritten(message, code);
}

async function secretAnswer(host: WorkHost, id: number, name: string): Promise<SecretAnswer> {
  try {
    return { id, secret: await host.secret(name), failure: null };
  } catch (error) {
    if (isElektraError(error)) return { id, secret: null, failure: error.message };
    return { id, secret: null, failure: `A secret could not be read: ${String(error)}` };
  }
}
