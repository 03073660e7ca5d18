import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Document, DocumentStore } from '../../clusterd/ports.ts';
import { byId } from '../../clusterd/testing/by-id.ts';
import { createFakeClock } from '../../clusterd/testing/fake-clock.ts';
import { createSilentLog } from '../../clusterd/testing/silent-log.ts';
import { openDataFile, type DataFile } from './data-file.ts';
import { openNedbStore } from './nedb-store.ts';

const ioError = (code: string): Error =>
  Object.assign(new Error(`${code}: the test asked for it, write`), { code, syscall: 'write', errno: -1 });

/** A data file whose next steps fail as real disks fail. */
interface FailingFile {
  readonly open: (path: string) => Promise<DataFile>;
  /** The append leaves a part of its line and fails. */
  failAppends(count: number): void;
  failSyncs(count: number): void;
  failTruncates(count: number): void;
  readonly syncs: () => number;
  readonly appends: () => number;
}

function createFailingFile(): FailingFile {
  let appends = 0;
  let syncs = 0;
  let truncates = 0;
  let synced = 0;
  let appended = 0;
  return {
    async open(path) {
      const file = await openDataFile(path);
      let good = await file.length();
      return {
        ...file,
        append(at, text) {
          appended += 1;
          return file.append(at, text);
        },
        async length() {
          const length = await file.length();
          if (appends === 0 || length <= good) return length;
          appends -= 1;
          await file.truncate(Math.max(good, length - 3));
          throw ioError('ENOSPC');
        },
        async sync() {
          synced += 1;
          if (syncs > 0) {
            syncs -= 1;
            throw ioError('EIO');
          }
          await file.sync();
          good = await file.length();
        },
        async replace(replacement) {
          await file.replace(replacement);
          good = await file.length();
        },
        async truncate(length) {
          if (truncates === 0) return file.truncate(length);
          truncates -= 1;
          throw ioError('EIO');
        },
      };
    },
    failAppends: (count) => (appends = count),
    failSyncs: (count) => (syncs = count),
    failTruncates: (count) => (truncates = count),
    syncs: () => synced,
    appends: () => appended,
  };
}

describe('the registry file and its memory', () => {
  let folder: string;
  let path: string;
  let failing: FailingFile;
  let store: DocumentStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'journal-'));
    path = join(folder, 'registry.db');
    failing = createFailingFile();
    store = await open();
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  const open = () =>
    openNedbStore({ file: path, log: createSilentLog(), clock: createFakeClock(), openFile: failing.open });
  const linesOnDisk = async (): Promise<readonly string[]> => (await readFile(path, 'utf8')).split('\n').slice(0, -1);
  const storageFailed = (reason: string): unknown =>
    expect.objectContaining({ code: 'STORAGE_FAILED', data: { reason }, message: expect.stringContaining(reason) });

  it('is readable to its owner alone', async () => {
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('share one append and one sync among what is asked for side by side, and sync each that is awaited', async () => {
    const before = failing.syncs();
    await Promise.all(Array.from({ length: 100 }, (_, n) => store.put({ _id: `x/${n}` })));
    expect([failing.appends(), failing.syncs()]).toEqual([1, before + 1]);
    await store.put({ _id: 'x/a' });
    await store.remove('x/a');
    expect(failing.syncs()).toBe(before + 3);
  });

  it('are the old ones after a failed append, and take writes again', async () => {
    await store.put({ _id: 'x/1', n: 1 });
    failing.failAppends(1);
    await expect(store.put({ _id: 'x/1', n: 2 })).rejects.toEqual(storageFailed('the disk is full'));
    expect(await linesOnDisk()).toEqual(['{"_id":"x/1","n":1}']);
    expect(await store.all()).toEqual([{ _id: 'x/1', n: 1 }]);
    await store.put({ _id: 'x/2' });
    expect(await linesOnDisk()).toEqual(['{"_id":"x/1","n":1}', '{"_id":"x/2"}']);
  });

  it('keep what came before a group whose append failed, and nothing of that', async () => {
    failing.failAppends(0);
    const first = store.put({ _id: 'x/1' });
    await first;
    failing.failAppends(1);
    const results = await Promise.allSettled([store.put({ _id: 'x/2' }), store.put({ _id: 'x/3' })]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await store.all()).toEqual([{ _id: 'x/1' }]);
  });

  it('are the old ones after a failed sync', async () => {
    await store.put({ _id: 'x/1', n: 1 });
    failing.failSyncs(1);
    const results = await Promise.allSettled([store.put({ _id: 'x/1', n: 2 }), store.remove('x/1')]);
    expect(results).toEqual([
      { status: 'rejected', reason: storageFailed('the disk reports an error') },
      { status: 'rejected', reason: storageFailed('the disk reports an error') },
    ]);
    expect(await linesOnDisk()).toEqual(['{"_id":"x/1","n":1}']);
    expect(await store.all()).toEqual([{ _id: 'x/1', n: 1 }]);
  });

  it('refuse to be read or written as long as they cannot be set back, and go on afterwards', async () => {
    await store.put({ _id: 'x/1' });
    failing.failAppends(1);
    failing.failTruncates(4);
    await expect(store.put({ _id: 'x/2' })).rejects.toEqual(storageFailed('the disk is full'));
    await expect(store.all()).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    await expect(store.put({ _id: 'x/3' })).rejects.toMatchObject({ code: 'STORAGE_FAILED' });
    await store.put({ _id: 'x/4' });
    expect(await linesOnDisk()).toEqual(['{"_id":"x/1"}', '{"_id":"x/4"}']);
    expect(await store.all()).toEqual([{ _id: 'x/1' }, { _id: 'x/4' }]);
  });

  it('is not rewritten by opening it', async () => {
    await store.put({ _id: 'x/1', n: 1 });
    await store.put({ _id: 'x/1', n: 2 });
    const { ino } = await stat(path);
    await store.close();
    store = await open();
    expect(await store.all()).toEqual([{ _id: 'x/1', n: 2 }]);
    expect((await stat(path)).ino).toBe(ino);
    expect(await linesOnDisk()).toHaveLength(2);
  });

  it('refuse a file that somebody else has damaged', async () => {
    await store.put({ _id: 'x/1' });
    await store.close();
    await appendFile(path, 'nonsense\n');
    await expect(open()).rejects.toMatchObject({ name: 'StartRefused', message: expect.stringContaining('line 2') });
  });

  it('hold exactly what was acknowledged, whatever fails', async () => {
    const step = fc.record({
      changes: fc.array(fc.record({ id: fc.nat(4), n: fc.nat() }), { minLength: 1, maxLength: 4 }),
      kind: fc.constantFrom('put', 'put', 'remove', 'replace'),
      failAppends: fc.constantFrom(0, 0, 1),
      failSyncs: fc.constantFrom(0, 0, 1, 2),
      failTruncates: fc.constantFrom(0, 0, 1, 2),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
        failing.failAppends(0);
        failing.failSyncs(0);
        failing.failTruncates(0);
        await store.replaceAll([]);
        const expected = new Map<string, Document>();
        for (const { changes, kind, ...faults } of steps) {
          failing.failAppends(faults.failAppends);
          failing.failSyncs(faults.failSyncs);
          failing.failTruncates(faults.failTruncates);
          const documents = changes.map(({ id, n }) => ({ _id: `x/${id}`, n }));
          if (kind === 'replace') {
            await store.replaceAll(documents).then(
              () => {
                expected.clear();
                documents.forEach((document) => expected.set(document._id, document));
              },
              async () => {
                // Either all of the old or all of the new; what the store says is what counts from here.
                failing.failAppends(0);
                failing.failSyncs(0);
                failing.failTruncates(0);
                const after = await store.all();
                const replacement = new Map(documents.map((document) => [document._id, document]));
                expect([byId([...expected.values()]), byId([...replacement.values()])]).toContainEqual(byId(after));
                expected.clear();
                after.forEach((document) => expected.set(document._id, document));
              },
            );
            continue;
          }
          const results = await Promise.allSettled(
            documents.map((document) => (kind === 'put' ? store.put(document) : store.remove(document._id))),
          );
          results.forEach(({ status }, index) => {
            const document = documents[index]!;
            if (status === 'rejected') return;
            if (kind === 'put') expected.set(document._id, document);
            else expected.delete(document._id);
          });
        }
        failing.failAppends(0);
        failing.failSyncs(0);
        failing.failTruncates(0);
        expect(byId(await store.all())).toEqual(byId([...expected.values()]));
        await store.close();
        store = await open();
        expect(byId(await store.all())).toEqual(byId([...expected.values()]));
      }),
      { numRuns: 40 },
    );
  });
});
