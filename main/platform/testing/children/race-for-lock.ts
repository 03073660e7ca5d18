import { openSync, writeSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { lockDirectory } from '../../data-lock.ts';

/**
 * Takes and releases the lock of a directory for ever. Every step is a line in the witness, which all racers append to, and on standard output.
 * Arguments: the directory, the witness, how many times it looks around while it holds the lock.
 */
const [directory = '', witness = '', looks = ''] = process.argv.slice(2);
const witnessFile = openSync(witness, 'a');
const say = (what: string): void => {
  writeSync(witnessFile, `${process.pid} ${what}\n`);
};

for (;;) {
  const lock = await lockDirectory(directory, { pid: process.pid, startedAt: Date.now(), what: 'racer' });
  if (!lock.ok) {
    await setImmediate();
    continue;
  }
  say('acquired');
  process.stdout.write('acquired\n');
  for (let look = 0; look < Number(looks); look += 1) {
    say('holds');
    await setImmediate();
  }
  say('releasing');
  await lock.release();
}
