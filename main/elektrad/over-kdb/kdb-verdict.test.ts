import { describe, expect, it } from 'vitest';
import { verdictOf } from './kdb-verdict.ts';
import { recordedRuns, type RecordedRun } from './testing/recorded-runs.ts';

const ranTo = (run: Pick<RecordedRun, 'code' | 'stdout' | 'stderr'>) => verdictOf({ ...run, failure: null });

function recorded(...args: readonly string[]): RecordedRun {
  const found = recordedRuns().find((run) => run.args.join(' ') === args.join(' '));
  if (found === undefined) throw new Error(`no recorded run of ${args.join(' ')}`);
  return found;
}

describe('the verdict on a recorded run', () => {
  const runs = recordedRuns();
  const odd = runs.filter(({ code, stderr }) => code !== 0 || stderr !== '');

  it('is that it is done exactly where it exits with 0 and says nothing', () => {
    expect(odd.length).toBeGreaterThan(15);
    for (const run of runs) {
      expect(ranTo(run).kind === 'done', run.args.join(' ')).toBe(!odd.includes(run));
    }
  });

  it.each([
    ['get user:/app/missing', { kind: 'no key' }],
    ['meta-get user:/app/port missing', { kind: 'no metakey' }],
    ['rm user:/app', { kind: 'no key' }],
    ['unknown-command', { kind: 'failed' }],
    [
      'set nonsense x',
      {
        kind: 'invalid name',
        reason: expect.stringMatching(/^keyname needs to start with .* \[<namespace>:\]\/<path>\.$/),
      },
    ],
  ])('of "kdb %s"', (args, verdict) => {
    expect(ranTo(recorded(...args.split(' ')))).toMatchObject(verdict);
  });

  it('has the words of a validation, which warnings come before', () => {
    expect(ranTo(recorded('set', 'user:/val/n', '99'))).toEqual({
      kind: 'refused',
      words: {
        number: 'C03200',
        description: 'Validation Semantic',
        reason: "Value '99' of key 'user:/val/n' not within range 1-10",
        mountPoint: 'user:/val',
        file: null,
      },
    });
  });

  it('has mount point and file where they are said', () => {
    expect(ranTo(recorded('set', '-v', 'user:/val/n', '98'))).toMatchObject({
      words: {
        reason: "Value '98' of key 'user:/val/n' not within range 1-10",
        mountPoint: 'user:/val',
        file: '$HOME/.config/val.conf',
      },
    });
  });

  it.each([
    ['export user:/app dump', 'C01100', /^Could not open file \/dev\/stdout/],
    ['import user:/bad dump $HOME/x5', 'C03100', /^Unknown command detected in dumpfile: not\.\nMaybe/],
  ])('refuses "kdb %s", which exits with 0', (args, number, reason) => {
    expect(ranTo(recorded(...args.split(' ')))).toMatchObject({
      kind: 'refused',
      words: { number, reason: expect.stringMatching(reason) },
    });
  });

  it('refuses a write that Elektra only warns about and does not store', () => {
    expect(ranTo(recorded('set', 'system:/elektra/version/x', '1'))).toEqual({
      kind: 'refused',
      words: {
        number: 'C01320',
        description: 'Interface',
        reason: expect.stringMatching(/^The data under the mountpoint .* The changes will not be stored\.$/),
        mountPoint: 'system:/elektra/version',
        file: null,
      },
    });
  });
});

describe('the verdict', () => {
  it('finds other warnings no failure', () => {
    const stderr =
      ' Sorry, 1 warning was issued ;(\n 1: Module x issued the warning C01320:\n\tInterface: Something odd\n';
    expect(ranTo({ code: 0, stdout: '', stderr })).toEqual({ kind: 'done' });
  });

  it('says what ended a run', () => {
    expect(verdictOf({ code: null, stdout: '', stderr: '', failure: 'it was killed' })).toEqual({
      kind: 'failed',
      reason: 'it was killed',
    });
  });

  it('keeps what an unknown failure says, within bounds', () => {
    const verdict = ranTo({ code: 9, stdout: '', stderr: 'x'.repeat(100_000) });
    expect(verdict).toMatchObject({ kind: 'failed', reason: expect.stringMatching(/^kdb ended with code 9: x+…$/) });
    expect(JSON.stringify(verdict).length).toBeLessThan(5_000);
  });
});
