import { readdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface SecondInstance {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly data: unknown;
}

const NOTE = /^second-instance-.*\.json$/;

/** Electron's lock asks and answers at once, so it is files here. Whoever comes second leaves a note. @returns whether this process is the first. */
export function takeSingleInstance(folder: string, data: unknown, heard: (second: SecondInstance) => void): boolean {
  const lock = join(folder, 'stand-in.lock');
  if (isHeld(lock)) {
    const note = { argv: process.argv, cwd: process.cwd(), data } satisfies SecondInstance;
    writeFileSync(join(folder, `second-instance-${process.pid}.json`), JSON.stringify(note));
    return false;
  }
  writeFileSync(lock, String(process.pid));
  for (const name of readdirSync(folder).filter((each) => NOTE.test(each))) rmSync(join(folder, name));
  const watcher = watch(folder, (_change, name) => {
    if (name === null || !NOTE.test(name)) return;
    const second = noteIn(join(folder, name));
    if (second !== null) heard(second);
  });
  watcher.unref();
  return true;
}

function isHeld(lock: string): boolean {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return true;
  } catch {
    // There is no lock, or its holder is gone.
    return false;
  }
}

/** null: it is not written yet, or was read already. */
function noteIn(file: string): SecondInstance | null {
  try {
    const note = JSON.parse(readFileSync(file, 'utf8')) as SecondInstance;
    rmSync(file);
    return note;
  } catch {
    return null;
  }
}
