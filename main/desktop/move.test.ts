import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { StartRefused } from '#shared/errors/start-refused.ts';
import { createClosers } from '../closers.ts';
import { makeSuccessor } from './testing/successor.ts';
import { machineAt, startApplication, startServer, temporaryFolder } from './testing/test-application.ts';
import { until } from '#shared/testing/until.ts';

const opened = createClosers();
afterEach(() => opened.close());

const INPUT = { file: '/backup', passphrase: 'long enough', withSecrets: true };

async function setUp() {
  const folder = await temporaryFolder();
  opened.add(folder.remove);
  const machine = machineAt(folder.path);
  const written: string[] = [];
  const start = async (fails = false) => {
    const application = await startApplication(machine, {
      async writeBackup({ directory, report }) {
        report(1, 2);
        if (fails) throw new StartRefused('No.');
        written.push(directory);
      },
    });
    await until(() => expect(application.state().elektrad.url).not.toBeNull());
    let isOpen = true;
    const close = async () => {
      if (isOpen) await application.close();
      isOpen = false;
    };
    opened.add(close);
    return { ...application, close };
  };
  return { folder: folder.path, start, written };
}

describe('the move to a server', () => {
  it('ends deliveries over restarts, until it is given up', async () => {
    const { start, written, folder } = await setUp();
    const first = await start();
    const { id } = await first.clusterd.call('clusters.create', { name: 'all' });
    const parts: unknown[] = [];
    const state = await first.desktop.call(
      'desktop.writeBackup',
      { ...INPUT, move: true },
      { onPart: (part) => parts.push(part) },
    );
    expect(state.move).toMatchObject({ file: '/backup', withSecrets: true });
    expect([parts, written]).toEqual([[{ done: 1, total: 2 }], [join(folder, 'clusterd')]]);
    expect(state.remoteAccess).toMatchObject({ state: 'unavailable', problem: { code: 'REMOTE_ACCESS' } });
    await first.close();

    const second = await start();
    expect(second.state().move).toEqual(state.move);
    expect((await second.clusterd.call('clusters.list', {})).items.map((cluster) => cluster.id)).toEqual([id]);
    const set = () => second.clusterd.call('settings.set', { id, key: 'system:/a', value: '1' });
    await expect(set()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(second.clusterd.call('keys.read', { id: 'local' })).rejects.toMatchObject({
      code: 'INSTANCE_UNREACHABLE',
    });
    expect((await second.desktop.call('desktop.giveUpMove', {})).move).toBeNull();
    await set();
  });

  it('does not begin over a file that is there, unless it is said to', async () => {
    const { start, folder, written } = await setUp();
    const application = await start();
    const file = join(folder, 'precious');
    await writeFile(file, 'to be kept');
    const begun = application.desktop.call('desktop.writeBackup', { ...INPUT, file, move: true });
    await expect(begun).rejects.toMatchObject({ code: 'BACKUP_EXISTS', data: { file } });
    expect([application.state().move, written]).toEqual([null, []]);
    await application.desktop.call('desktop.writeBackup', { ...INPUT, file, move: true, replace: true });
    expect(application.state().move).toMatchObject({ file, isWritten: true });
  });

  it('does not begin when its file cannot be written', async () => {
    const { start } = await setUp();
    const application = await start(true);
    const begun = application.desktop.call('desktop.writeBackup', { ...INPUT, move: true });
    await expect(begun).rejects.toMatchObject({ code: 'BACKUP_REFUSED' });
    expect(application.state().move).toBeNull();
    await application.clusterd.call('clusters.create', { name: 'all' });
  });

  it('does not happen when the application is killed before its file is written', async () => {
    const { start, folder } = await setUp();
    const first = await start();
    const { move } = await first.desktop.call('desktop.writeBackup', { ...INPUT, move: true });
    await first.close();
    // As it stood on the disk while the file was written.
    const record = join(folder, 'workplace.json');
    const kept = JSON.parse(await readFile(record, 'utf8')) as { move: object };
    expect(kept.move).toMatchObject({ at: move?.writtenAt, isWritten: true });
    await writeFile(record, JSON.stringify({ ...kept, move: { ...kept.move, isWritten: false } }));
    const second = await start();
    expect(second.state().move).toBeNull();
    await second.clusterd.call('clusters.create', { name: 'all' });
  });

  it('stays begun when a second file of it cannot be written', async () => {
    const { start } = await setUp();
    const first = await start();
    const { move } = await first.desktop.call('desktop.writeBackup', { ...INPUT, move: true });
    await first.close();
    const second = await start(true);
    const again = second.desktop.call('desktop.writeBackup', { ...INPUT, file: '/other', move: true });
    await expect(again).rejects.toMatchObject({ code: 'BACKUP_REFUSED' });
    expect(second.state().move).toEqual(move);
  });

  it('is finished by the clusterd that has taken over, and what was here is put aside', async () => {
    const { start, folder } = await setUp();
    const first = await start();
    await first.clusterd.call('clusters.create', { name: 'moved' });
    await first.desktop.call('desktop.writeBackup', { ...INPUT, move: true });
    const localId = (await first.clusterd.call('clusterd.self', {})).id;
    await makeSuccessor(join(folder, 'server'), localId);
    const server = await startServer(join(folder, 'server'));
    opened.add(server.close);
    const target = { url: server.url, token: server.token };
    expect(await first.desktop.call('desktop.checkRemote', target)).toMatchObject({ isSuccessor: true });
    expect((await first.desktop.call('desktop.useRemote', target)).move).toBeNull();
    const aside = (await readdir(join(folder, 'clusterd'))).find((name) => name.startsWith('moved-')) ?? '';
    expect(await readdir(join(folder, 'clusterd', aside))).toContain('registry.db');
    await first.desktop.call('desktop.useLocal', {});
    expect((await first.clusterd.call('clusters.list', {})).items).toEqual([]);
  });

  it('is not given up when the server has taken over', async () => {
    const { start, folder } = await setUp();
    const first = await start();
    await until(async () => {
      const { items } = await first.clusterd.call('instances.list', {});
      expect(items.map(({ identity }) => identity.state)).toEqual(['proven']);
    });
    await first.desktop.call('desktop.writeBackup', { ...INPUT, move: true });
    const server = await startServer(join(folder, 'server'));
    opened.add(server.close);
    const call = {
      caller: { id: 'a', name: 'a', role: 'admin' },
      requestId: '1',
      signal: new AbortController().signal,
    } as const;
    const host = first.state().elektrad.url ?? '';
    const { id } = await server.clusterd.handlers['instances.create']({ name: 'x', host } as never, call);
    await server.clusterd.handlers['instances.takeOver']({ id }, call);
    await expect(first.desktop.call('desktop.giveUpMove', {})).rejects.toMatchObject({
      code: 'INSTANCE_OWNED',
      data: { id: 'local', owner: { name: 'root@server' } },
    });
    expect(first.state().move).not.toBeNull();
  });

  it('refuses to start on a record that is damaged, since it says who delivers', async () => {
    const { start, folder } = await setUp();
    await writeFile(join(folder, 'workplace.json'), '{"format":1');
    await expect(start()).rejects.toThrow('Mend it, or remove it');
    await writeFile(join(folder, 'workplace.json'), '{}');
    await expect(start()).rejects.toMatchObject({ name: 'StartRefused' });
  });
});
