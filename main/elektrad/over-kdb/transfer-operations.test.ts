import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseKeyName } from '#shared/model/key-name.ts';
import { kdbElektrad, type KdbElektrad } from './testing/kdb-elektrad-calls.ts';
import { ended, killed } from './testing/stand-in-command.ts';
import { textKey } from './testing/stand-in-keys.ts';

let host: KdbElektrad;

beforeEach(async () => {
  host = kdbElektrad();
  for (const path of ['a', 'a/one', 'a/two/deep']) await set(`user:/${path}`, `value of ${path}`);
  await host.call('meta.set', { name: 'user:/a/one', key: 'description', value: 'd' });
  host.kdb.state.keys.set(parseKeyName('user:/a/bytes'), {
    name: '',
    value: { kind: 'binary', bytes: new Uint8Array([0, 10, 255]) },
    meta: [['binary', '']],
  });
  host.kdb.runs.length = 0;
});
afterEach(() => host.elektrad.close());

const set = (name: string, value: string) => host.call('kdb.set', { name, value });
const move = (name: string, target: string, force = false) => host.call('kdb.move', { name, target, force });
const copy = (name: string, target: string, force = false) => host.call('kdb.copy', { name, target, force });

/** Everything, with values as texts. */
function everything(): Readonly<Record<string, string>> {
  const pairs = [...host.kdb.state.keys].map(([name, { value, meta }]) => {
    const text = value.kind === 'string' ? String(value.text) : value.bytes.join();
    return [name, [text, ...meta.map(([metakey, of]) => `${String(metakey)}=${String(of)}`)].join(' ')] as const;
  });
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const below = (root: string) => ({
  [root]: 'value of a',
  [`${root}/bytes`]: '0,10,255 binary=',
  [`${root}/one`]: 'value of a/one description=d',
  [`${root}/two/deep`]: 'value of a/two/deep',
});

describe('a move over kdb', () => {
  it.each(['user:/b', 'user:/x/y/z', 'system:/b', 'user:/a/inside', 'user:/list/#10'])(
    'to %s takes values, bytes and metadata with it',
    async (target) => {
      await move('user:/a', target);
      expect(everything()).toEqual(below(parseKeyName(target)));
    },
  );

  it('to a key above itself leaves nothing behind', async () => {
    await move('user:/a/two', 'user:/a', true);
    expect(everything()).toEqual({ 'user:/a/deep': 'value of a/two/deep' });
  });

  it('within a namespace to a free target is one act of Elektra', async () => {
    await move('user:/a', 'user:/b');
    expect(host.kdb.runs.filter(([command]) => command !== 'export')).toEqual([['mv', '-r', 'user:/a', 'user:/b']]);
  });

  it('onto itself changes nothing', async () => {
    const before = everything();
    await move('user:/a', 'user:/a');
    expect(everything()).toEqual(before);
  });

  it('is refused where there is a key, and replaces it with force', async () => {
    await set('user:/b/old', 'old');
    const before = everything();
    await expect(move('user:/a', 'user:/b')).rejects.toMatchObject({
      code: 'TARGET_EXISTS',
      data: { key: 'user:/b/old' },
    });
    expect(everything()).toEqual(before);
    await move('user:/a', 'user:/b', true);
    expect(everything()).toEqual(below('user:/b'));
  });

  it('of nothing is refused', async () => {
    await expect(move('user:/none', 'user:/b')).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' });
    await expect(move('user:/a/none', 'user:/a')).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' });
  });

  it('to a name that cannot be is refused before anything is written', async () => {
    await set('user:/a/%', 'empty part');
    const before = everything();
    await expect(move('user:/a', 'user:/', true)).rejects.toMatchObject({ code: 'KEY_NAME_INVALID' });
    await expect(move('user:/a', 'system:/elektra/x')).rejects.toMatchObject({ code: 'ELEKTRA_REJECTED' });
    expect(everything()).toEqual(before);
  });
});

describe('a copy over kdb', () => {
  it.each(['user:/b', 'system:/b', 'spec:/b/c'])('to %s leaves the source as it is', async (target) => {
    await copy('user:/a', target);
    expect(everything()).toEqual({ ...below('user:/a'), ...below(target) });
  });

  it('below itself copies what was there', async () => {
    await copy('user:/a', 'user:/a/copy');
    expect(everything()).toEqual({ ...below('user:/a'), ...below('user:/a/copy') });
  });

  it('is refused where there is a key, and replaces it with force', async () => {
    await set('user:/b/old', 'old');
    await expect(copy('user:/a', 'user:/b')).rejects.toMatchObject({ code: 'TARGET_EXISTS' });
    await expect(copy('user:/a', 'user:/a')).rejects.toMatchObject({ code: 'TARGET_EXISTS' });
    await copy('user:/a', 'user:/b', true);
    expect(everything()).toEqual({ ...below('user:/a'), ...below('user:/b') });
  });
});

describe('a transfer over kdb that fails on the way', () => {
  const everyWrite = [
    { what: 'a move by Elektra', act: () => move('user:/a', 'user:/b'), writes: 1 },
    { what: 'a move into another namespace', act: () => move('user:/a', 'system:/b'), writes: 2 },
    { what: 'a move onto keys', act: () => move('user:/a', 'user:/old', true), writes: 2 },
    { what: 'a move below itself', act: () => move('user:/a', 'user:/a/b'), writes: 1 },
    { what: 'a copy', act: () => copy('user:/a', 'user:/b'), writes: 1 },
    { what: 'a copy onto keys', act: () => copy('user:/a', 'user:/old', true), writes: 1 },
  ].flatMap((each) => Array.from({ length: each.writes }, (_, at) => ({ ...each, at })));

  const failures = [
    [
      'refuses',
      () => ended({ code: 5, stdout: '', stderr: 'Sorry, module x issued the error C01100:\nResource: no\n' }),
    ],
    ['is killed', () => killed('it was ended by SIGKILL')],
    ['does nothing and says so to nobody', () => ended({ code: 0, stdout: '', stderr: '' })],
  ] as const;

  for (const { what, act, at } of everyWrite) {
    for (const [how, fails] of failures) {
      it(`puts everything back: ${what}, whose write ${at + 1} ${how}`, async () => {
        await set('user:/old/key', 'old');
        const before = everything();
        let toCome = at;
        const original = host.kdb.importDump.bind(host.kdb);
        const failing = new Set(['import', 'mv', 'rm']);
        const run = host.kdb.run.bind(host.kdb);
        const isNow = (command: string | undefined) => {
          if (command === undefined || !failing.has(command)) return false;
          toCome -= 1;
          return toCome === -1;
        };
        host.kdb.run = async (args) => (isNow(args[0]) ? fails() : run(args));
        host.kdb.importDump = async (...args) => (isNow('import') ? fails() : original(...args));
        await expect(act()).rejects.toMatchObject({
          code: expect.stringMatching(/^(ELEKTRA_REJECTED|STORAGE_FAILED)$/),
        });
        expect(everything()).toEqual(before);
      });
    }
  }

  it('undoes a move that Elektra made in part, and says nothing is lost', async () => {
    const before = everything();
    host.kdb.instead = {
      args: ['mv'],
      does() {
        host.kdb.state.keys.set(parseKeyName('user:/b/one'), {
          ...textKey('value of a/one'),
          meta: [['description', 'd']],
        });
        host.kdb.state.keys.delete(parseKeyName('user:/a/one'));
        return ended({ code: 0, stdout: '', stderr: '' });
      },
    };
    await expect(move('user:/a', 'user:/b')).rejects.toMatchObject({ code: 'ELEKTRA_REJECTED' });
    expect(everything()).toEqual(before);
  });

  it('names what could not be put back', async () => {
    await set('user:/old/key', 'old');
    let isBroken = false;
    const original = host.kdb.importDump.bind(host.kdb);
    const run = host.kdb.run.bind(host.kdb);
    host.kdb.importDump = async (...args) => (isBroken ? killed('the disk is gone') : original(...args));
    host.kdb.run = async (args) => {
      isBroken ||= args[0] === 'rm';
      return isBroken ? killed('the disk is gone') : run(args);
    };
    await expect(move('user:/a', 'user:/old', true)).rejects.toMatchObject({
      code: 'ELEKTRA_REJECTED',
      message: expect.stringMatching(/could not be put back: .*user:\/old\/key/),
    });
    // What moved is in both places: nothing of it is lost.
    expect(everything()).toEqual({ ...below('user:/a'), ...below('user:/old') });
  });

  it('is refused when another program changes the source meanwhile', async () => {
    const original = host.kdb.importDump.bind(host.kdb);
    host.kdb.importDump = async (...args) => {
      const run = await original(...args);
      host.kdb.importDump = original;
      host.kdb.state.keys.set(parseKeyName('user:/a/one'), textKey('theirs'));
      return run;
    };
    await expect(move('user:/a', 'system:/b')).rejects.toThrow('Another program changed user:/a');
    expect(everything()).toEqual({ ...below('user:/a'), 'user:/a/one': 'theirs' });
  });
});
