import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verdictOf } from './kdb-verdict.ts';
import { recordedRuns, type RecordedRun } from './testing/recorded-runs.ts';

const hasKdb = spawnSync('kdb', ['--version'], { encoding: 'utf8' }).stdout?.startsWith('KDB_VERSION') === true;

/** Runs that leave the host as it is: mounting changes `system:/`, and a search finds what else the host has. */
function harmlessRuns(): readonly RecordedRun[] {
  const runs = recordedRuns();
  const mount = runs.findIndex(({ args }) => args[0] === 'mount');
  return runs
    .slice(0, mount)
    .filter(
      ({ args }) => args[0] !== 'find' && args[0] !== '--version' && !args.some((each) => each.startsWith('system:')),
    );
}

describe.skipIf(!hasKdb)('the real kdb (skipped where none of Elektra is in PATH)', () => {
  let home: string;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'kdb-home-'));
  });
  afterAll(() => rmSync(home, { recursive: true }));

  for (const { args, code, stdout, stderr, file } of harmlessRuns()) {
    // Without a file it writes to standard output, which is not what it was when the run was recorded.
    if (args[0] === 'export' && args.length < 4) continue;
    it(`does what was recorded: kdb ${args.join(' ')}`, () => {
      const given = args.map((argument) => argument.replace('$HOME', home));
      const path = given.find((argument) => argument.startsWith(home));
      if (args[0] === 'import' && path !== undefined) writeFileSync(path, file ?? '');
      const run = spawnSync('kdb', given, { encoding: 'utf8', env: { ...process.env, HOME: home } });
      expect([run.status, run.stdout]).toEqual([code, stdout]);
      expect(verdictOf({ code: run.status, stdout: run.stdout, stderr: run.stderr, failure: null }).kind).toBe(
        verdictOf({ code, stdout, stderr, failure: null }).kind,
      );
      if (args[0] === 'export' && path !== undefined && file !== undefined)
        expect(readFileSync(path, 'utf8')).toBe(file);
    });
  }
});
