import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseKeyName } from '#shared/model/key-name.ts';
import { runStandIn } from './kdb-stand-in.ts';
import { recordedRuns } from './recorded-runs.ts';
import { textKey, type StandInState } from './stand-in-keys.ts';

/** The names of Elektra's own keys, as far as a recorded search shows them. */
function elektrasOwnNames(): readonly string[] {
  const search = recordedRuns().find(({ args }) => args.join(' ') === 'find port');
  return (search?.stdout ?? '').split('\n').filter((name) => name.startsWith('system:/elektra/'));
}

describe('the stand-in for kdb', () => {
  const home = mkdtempSync(join(tmpdir(), 'kdb-stand-in-'));
  afterAll(() => rmSync(home, { recursive: true }));
  const state: StandInState = {
    keys: new Map(elektrasOwnNames().map((name) => [parseKeyName(name), textKey('')])),
    mounts: [],
  };

  // In this order: later runs see what earlier ones stored.
  for (const { args, code, stdout, stderr, file, note } of recordedRuns()) {
    // Its temporary file has the number of a process, and the stand-in knows no -v.
    if (args.includes('-v')) continue;
    it(`does as the real one did: kdb ${args.join(' ')} ${note === undefined ? '' : `(${note})`}`, () => {
      const given = args.map((argument) => argument.replace('$HOME', home));
      const path = given.find((argument) => argument.startsWith(home));
      if (args[0] === 'import' && path !== undefined) writeFileSync(path, file ?? '');
      const run = runStandIn(state, given);
      expect(run.code).toBe(code);
      expect(run.stderr).toBe(stderr);
      // The list of all commands is not what anybody reads.
      if (code !== 4) expect(run.stdout).toBe(stdout);
      if (args[0] === 'export' && path !== undefined && file !== undefined) {
        expect(readFileSync(path, 'utf8')).toBe(file);
      }
    });
  }
});
