import { lockDirectory } from '../../data-lock.ts';

/** Tries to lock the directory, says on standard output what came of it, and holds the lock until it is killed or standard input ends. */
const lock = await lockDirectory(process.argv[2] ?? '', { pid: process.pid, startedAt: Date.now(), what: 'holder' });
process.stdout.write(`${JSON.stringify(lock.ok ? { ok: true } : lock)}\n`);
if (lock.ok) {
  process.stdin.resume();
  process.stdin.once('end', () => void lock.release());
}
