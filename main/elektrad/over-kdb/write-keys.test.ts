import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseKeyName } from '#shared/model/key-name.ts';
import { kdbElektrad, type KdbElektrad } from './testing/kdb-elektrad-calls.ts';
import { ended, killed } from './testing/stand-in-command.ts';
import { textKey } from './testing/stand-in-keys.ts';

let host: KdbElektrad;

beforeEach(() => {
  host = kdbElektrad();
});
afterEach(() => host.elektrad.close());

const set = (name: string, value = 'v') => host.call('kdb.set', { name, value });
const get = (name: string) => host.call('kdb.get', { name });

describe('an elektrad over kdb, when Elektra refuses', () => {
  beforeEach(async () => {
    host.kdb.state.mounts.push({ file: 'val.conf', at: parseKeyName('user:/val') });
    await set('user:/val/n', '5');
    await host.call('meta.set', { name: 'user:/val/n', key: 'check/range', value: '1-10' });
  });

  const words = {
    code: 'ELEKTRA_REJECTED',
    message: expect.stringMatching(
      /^C03200 Validation Semantic - Value '99' of key 'user:\/val\/n' not within range 1-10/,
    ),
    data: { number: 'C03200', mountPoint: 'user:/val', file: '$HOME/.config/val.conf' },
  };

  it('says its words, the mount point and the file, and keeps what was there', async () => {
    await expect(set('user:/val/n', '99')).rejects.toMatchObject(words);
    expect((await get('user:/val/n')).value).toBe('5');
    await set('user:/val/n', '7');
    expect((await get('user:/val/n')).value).toBe('7');
  });

  it('writes none of many keys', async () => {
    const configurations = [
      { key: 'a', value: 'x' },
      { key: 'n', value: '99' },
    ];
    await expect(host.call('kdb.setAll', { name: 'user:/val', configurations })).rejects.toMatchObject(words);
    expect((await get('user:/val')).ls).toEqual(['user:/val/n']);
  });

  it('moves and copies nothing', async () => {
    await set('user:/from/n', '99');
    await host.call('meta.set', { name: 'user:/from/n', key: 'check/range', value: '1-10' });
    for (const act of ['kdb.copy', 'kdb.move'] as const) {
      const refusal = host.call(act, { name: 'user:/from', target: 'user:/val', force: true });
      await expect(refusal).rejects.toMatchObject({ code: 'ELEKTRA_REJECTED', data: { number: 'C03200' } });
    }
    expect((await get('user:/val/n')).value).toBe('5');
    expect((await get('user:/from/n')).value).toBe('99');
  });
});

describe('an elektrad over kdb does not believe the command', () => {
  const silence = ended({ code: 0, stdout: '', stderr: '' });

  it('when it reports no error and has stored nothing', async () => {
    await set('user:/s', 'before');
    host.kdb.instead = { args: ['set'], does: () => silence };
    await expect(set('user:/s', 'after')).rejects.toMatchObject({
      code: 'ELEKTRA_REJECTED',
      data: { number: null, key: 'user:/s' },
    });
    host.kdb.instead = { args: ['rm'], does: () => silence };
    await expect(host.call('kdb.remove', { name: 'user:/s' })).rejects.toMatchObject({ code: 'ELEKTRA_REJECTED' });
    host.kdb.instead = { args: ['meta-set'], does: () => silence };
    await expect(host.call('meta.set', { name: 'user:/s', key: 'a', value: 'b' })).rejects.toMatchObject({
      code: 'ELEKTRA_REJECTED',
    });
  });

  it('when it was killed, before the write or after it', async () => {
    await set('user:/k', 'before');
    host.kdb.instead = { args: ['set'], does: () => killed('it was ended by SIGKILL') };
    await expect(set('user:/k', 'after')).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringContaining('SIGKILL'),
    });
    host.kdb.instead = {
      args: ['set'],
      does() {
        host.kdb.state.keys.set(parseKeyName('user:/k'), textKey('after'));
        return killed('it was ended by SIGKILL');
      },
    };
    expect(await set('user:/k', 'after')).toEqual({ created: false });
  });

  it('takes the normal form of a checked value for the value, and another text for none', async () => {
    await set('user:/flag', '0');
    await host.call('meta.set', { name: 'user:/flag', key: 'type', value: 'boolean' });
    const storesOne = () => {
      const before = host.kdb.state.keys.get(parseKeyName('user:/flag'));
      host.kdb.state.keys.set(parseKeyName('user:/flag'), { ...textKey('1'), meta: before?.meta ?? [] });
      return silence;
    };
    host.kdb.instead = { args: ['set'], does: storesOne };
    await set('user:/flag', 'true');
    host.kdb.instead = { args: ['set'], does: () => silence };
    await set('user:/flag', 'yes');
    host.kdb.instead = { args: ['set'], does: () => silence };
    await expect(set('user:/flag', 'false')).rejects.toMatchObject({ code: 'ELEKTRA_REJECTED' });
  });

  it('when an export is cut off, as on a full disk', async () => {
    await set('user:/e', 'x');
    host.kdb.instead = { args: ['export'], does: () => silence };
    await expect(get('user:/e')).rejects.toMatchObject({
      code: 'STORAGE_FAILED',
      message: expect.stringContaining('not whole'),
    });
  });

  it('and runs nothing for a caller who has left', async () => {
    const left = AbortSignal.abort();
    await expect(host.call('kdb.set', { name: 'user:/a', value: 'x' }, left)).rejects.toThrow('cancelled');
    await expect(host.call('kdb.get', { name: 'user:/a' }, left)).rejects.toThrow('cancelled');
    expect(host.kdb.runs).toEqual([]);
  });

  it('lets one operation end before the next begins', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, at) => set(`user:/p/${at}`)));
    expect((await get('user:/p')).ls).toHaveLength(20);
    const commands = host.kdb.runs.map(([command]) => command);
    expect(commands.slice(0, 6)).toEqual(['export', 'set', 'export', 'export', 'set', 'export']);
  });
});
