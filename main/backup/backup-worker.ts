import { parentPort, workerData } from 'node:worker_threads';
import { isElektraError } from '#shared/errors/elektra-error.ts';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { WorkHost } from './backup-work.ts';
import type { FromThread, SecretAnswer, Task } from './thread-messages.ts';
import { workHere } from './work-here.ts';
import { BackupNotWritten } from './write-failure.ts';

/** What a thread of `work-in-thread.ts` runs: the task that it was started with, once. */
const port = parentPort;
if (port === null) throw new Error('This is the program of a thread.');

const waiting = new Map<number, (answer: SecretAnswer) => void>();
let asked = 0;
port.on('message', (answer: SecretAnswer) => {
  waiting.get(answer.id)?.(answer);
  waiting.delete(answer.id);
});

const tell = (message: FromThread): void => port.postMessage(message);

const host: WorkHost = {
  async secret(name) {
    const id = (asked += 1);
    const answer = await new Promise<SecretAnswer>((resolve) => {
      waiting.set(id, resolve);
      tell({ kind: 'secret', id, name });
    });
    if (answer.failure !== null) throw new StartRefused(answer.failure);
    return answer.secret;
  },
  report: (done, total) => tell({ kind: 'report', done, total }),
};

/** Nobody aborts it here: the thread is ended. */
const UNWATCHED = new AbortController().signal;

try {
  const task = workerData as Task;
  const result =
    task.kind === 'write' ? await workHere.write(task, host, UNWATCHED) : await workHere.read(task, host, UNWATCHED);
  tell({ kind: 'done', result });
} catch (error) {
  const expected = error instanceof StartRefused || isElektraError(error);
  const code = error instanceof BackupNotWritten ? error.code : null;
  if (expected) tell({ kind: 'refused', message: error.message, code });
  else tell({ kind: 'failed', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) });
} finally {
  port.close();
}
