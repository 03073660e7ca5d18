import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parseKeyName } from '#shared/model/key-name.ts';
import type { KdbCommand } from '../../over-kdb/ports.ts';
import { openKdbCommand, type KdbCommandOptions } from './kdb-command.ts';

const NAME = parseKeyName('user:/a');
let directory: string;
let open: KdbCommand[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kdb-command-'));
  open = [];
});
afterEach(async () => {
  for (const kdb of open) await kdb.close();
  await rm(directory, { recursive: true });
});

/** A program that answers `--version` as kdb does, and does `body` otherwise. */
function program(body: string): string {
  const path = join(directory, 'program');
  writeFileSync(path, `#!/bin/sh\nif [ "$1" = --version ]; then echo 'KDB_VERSION: 0.11.0'; exit 0; fi\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

async function opened(body: string, limits: KdbCommandOptions['limits'] = {}): Promise<KdbCommand> {
  const { kdb } = await openKdbCommand({ path: program(body), directory, limits });
  open.push(kdb);
  return kdb;
}

const exchanged = () => readdirSync(join(directory, 'exchange'));

describe('the kdb command', () => {
  it('gets its arguments as they are, whatever is in them', async () => {
    const kdb = await opened(`for each in "$@"; do printf '%s\\0' "$each"; done`);
    const given = async (args: readonly string[]) => (await kdb.run(args)).stdout.split('\0').slice(0, -1);
    const hostile = ['set', '--', 'user:/a b', 'two\nlines', '"\'', '$(rm -rf /)', '`id`', '-5', '--', '; &|<>*', ''];
    expect(await given(hostile)).toEqual(hostile);
    const argument = fc.string({ unit: 'binary' }).filter((text) => !text.includes('\0'));
    await fc.assert(
      fc.asyncProperty(fc.array(argument, { maxLength: 4 }), async (args) => {
        expect(await given(['set', ...args])).toEqual(['set', ...args]);
      }),
      { numRuns: 20 },
    );
  });

  it('has the environment of this process but for what is ours, and no input', async () => {
    vi.stubEnv('KDB_COMMAND_TEST', 'passed on');
    vi.stubEnv('ELEKTRA_WEB_SECRETS_KEY', 'secret');
    const kdb = await opened('echo "$KDB_COMMAND_TEST"; echo "$ELEKTRA_WEB_SECRETS_KEY"; cat');
    expect(await kdb.run(['ls'])).toEqual({ code: 0, stdout: 'passed on\n\n', stderr: '', failure: null });
    vi.unstubAllEnvs();
  });

  it('runs one process at a time, in the order asked for', async () => {
    const lock = join(directory, 'lock');
    const kdb = await opened(`mkdir '${lock}' || exit 9; echo "$1" >> '${directory}/order'; rmdir '${lock}'`);
    const runs = await Promise.all(Array.from({ length: 12 }, (_, at) => kdb.run([String(at)])));
    expect(runs.map(({ code }) => code)).toEqual(Array.from({ length: 12 }, () => 0));
    expect(readFileSync(join(directory, 'order'), 'utf8')).toBe(
      Array.from({ length: 12 }, (_, at) => `${at}\n`).join(''),
    );
  });

  it('is stopped with all that it has started when it does not end', async () => {
    const kdb = await opened(`tail -f /dev/null & echo $! > '${directory}/child'; wait`, { milliseconds: 300 });
    const run = await kdb.run(['set']);
    expect(run).toMatchObject({ code: null, failure: 'it did not end within 0.3 s and was stopped' });
    const child = Number(readFileSync(join(directory, 'child'), 'utf8'));
    await vi.waitUntil(() => !isRunning(child));
    expect((await kdb.run(['--version'])).code).toBe(0);
  });

  it('is stopped when it prints without end, or nobody waits any more', async () => {
    const kdb = await opened('if [ "$1" = ls ]; then yes; fi; tail -f /dev/null', { bytes: 100_000 });
    expect(await kdb.run(['ls'])).toMatchObject({
      code: null,
      failure: 'it printed more than 100000 bytes and was stopped',
    });
    const leaving = new AbortController();
    const run = kdb.run(['get'], leaving.signal);
    leaving.abort();
    expect(await run).toMatchObject({ code: null, failure: 'nobody wanted its answer any more' });
  });

  it('says when something else ended it, and is not asked about colours', async () => {
    const kdb = await opened(`printf '\\033[1mbold\\033[0m' >&2; [ "$1" = die ] && kill -9 $$; exit 3`);
    expect(await kdb.run(['die'])).toMatchObject({ code: null, stderr: 'bold', failure: 'it was ended by SIGKILL' });
    expect(await kdb.run(['set'])).toEqual({ code: 3, stdout: '', stderr: 'bold', failure: null });
  });

  it('says that a name is too long for it', async () => {
    const kdb = await opened('exit 0');
    expect(await kdb.run(['rm', `user:/${'x'.repeat(200_000)}`])).toMatchObject({
      code: null,
      failure: expect.stringContaining('the name is longer than a command line can be'),
    });
  });

  it('takes nothing more when it is closed, and waits for what runs', async () => {
    const kdb = await opened('echo done');
    const last = kdb.run(['set']);
    await kdb.close();
    expect((await last).stdout).toBe('done\n');
    await expect(async () => kdb.run(['set'])).rejects.toThrow('closed');
    expect(existsSync(join(directory, 'exchange'))).toBe(false);
  });
});

describe('the files that are exchanged with the kdb command', () => {
  it('are where only their owner can look, and are removed whatever happens', async () => {
    const kdb = await opened(
      `case "$1" in
        export) printf 'kdbOpen 2\\n$end\\n' > "$4"; ls -l "$4"; [ -f '${directory}/die' ] && kill -9 $$; exit 0;;
        import) cat "$6"; ls -l "$6";;
      esac`,
    );
    expect(statSync(join(directory, 'exchange')).mode & 0o777).toBe(0o700);
    const { dump, code } = await kdb.exportDump(NAME);
    expect([code, new TextDecoder().decode(dump)]).toEqual([0, 'kdbOpen 2\n$end\n']);
    const { stdout } = await kdb.importDump(NAME, dump, 'cut');
    expect(stdout).toMatch(/^kdbOpen 2\n\$end\n-rw-------/);
    writeFileSync(join(directory, 'die'), '');
    expect(await kdb.exportDump(NAME)).toMatchObject({ code: null, dump: new Uint8Array() });
    expect(exchanged()).toEqual([]);
  });

  it('that a killed process left there are gone after a start', async () => {
    mkdirSync(join(directory, 'exchange'), { mode: 0o755 });
    writeFileSync(join(directory, 'exchange', 'left'), 'a secret');
    await opened('exit 0');
    expect(exchanged()).toEqual([]);
    expect(statSync(join(directory, 'exchange')).mode & 0o777).toBe(0o700);
  });

  it('are not read when they are too large, and need not be there', async () => {
    const kdb = await opened(`[ "$2" = user:/a ] && head -c 5000 /dev/zero > "$4"; exit 0`, { dumpBytes: 4096 });
    expect(await kdb.exportDump(NAME)).toMatchObject({ failure: expect.stringMatching(/5000 bytes.*4096/) });
    expect((await kdb.exportDump(parseKeyName('user:/b'))).dump).toHaveLength(0);
  });
});

describe('opening the kdb command', () => {
  const opening = (path: string) => openKdbCommand({ path, directory });

  it('says which version of Elektra it has', async () => {
    expect((await opening(program('exit 0'))).version).toBe('0.11.0');
  });

  it.each([
    ['/nowhere/kdb', 'there is no such program'],
    ['no-such-command', 'there is no such program'],
    ['/etc/passwd', 'no program that this user may start'],
    ['true', 'is not the kdb command of Elektra'],
    ['false', 'is not the kdb command of Elektra'],
  ])('refuses %s and says what to do', async (path, words) => {
    await expect(opening(path)).rejects.toMatchObject({
      name: 'StartRefused',
      message: expect.stringMatching(new RegExp(`${words}.* Install Elektra .*--kdb /path/to/kdb`)),
    });
  });
});

/** A process that has ended may wait for somebody to ask how. */
function isRunning(pid: number): boolean {
  const status = `/proc/${pid}/stat`;
  return existsSync(status) && !/\) Z /.test(readFileSync(status, 'utf8'));
}
