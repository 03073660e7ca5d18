import { existsSync, readFileSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import type { KeyName } from '#shared/model/key-name.ts';
import { dumpOfKeys, keysOfDump, type DumpKey } from '../../dump-format.ts';
import { runStandIn } from '../kdb-stand-in.ts';
import type { StandInState } from '../stand-in-keys.ts';

/**
 * The stand-in as a program. KDB_STAND_IN_STATE names the file that keeps its keys between runs; what is in the file of that name and `.fault`
 * happens: `hang set`, `die import`, `noise ls`, `cut export`.
 */
const file = process.env['KDB_STAND_IN_STATE'] ?? '';
const args = process.argv.slice(2);
const [fault = '', at = ''] = existsSync(`${file}.fault`) ? readFileSync(`${file}.fault`, 'utf8').split(' ') : [];
const isDue = at === args[0];

const keys = new Map<KeyName, DumpKey>();
if (existsSync(file)) for (const key of keysOfDump(readFileSync(file))) keys.set(String(key.name) as KeyName, key);
const state: StandInState = { keys, mounts: [] };

if (isDue && fault === 'hang') setInterval(() => undefined, 2 ** 30);
else if (isDue && fault === 'noise') for (;;) writeSync(1, 'x'.repeat(65_536));
else {
  const run = runStandIn(state, args);
  writeFileSync(file, dumpOfKeys([...keys].map(([name, key]) => ({ ...key, name }))));
  const written = args[0] === 'export' ? args[3] : undefined;
  if (isDue && fault === 'cut' && written !== undefined)
    truncateSync(written, Math.floor(readFileSync(written).length / 2));
  if (isDue && fault === 'die') process.kill(process.pid, 'SIGKILL');
  writeSync(1, run.stdout);
  writeSync(2, run.stderr);
  process.exitCode = run.code;
}
