import { mkdir, mkdtemp, readFile, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Document, DocumentStore, Log } from '../../clusterd/ports.ts';
import { byId } from '../../clusterd/testing/by-id.ts';
import { createFakeClock, type FakeClock } from '../../clusterd/testing/fake-clock.ts';
import { openNedbStore } from './nedb-store.ts';

interface Notices {
  readonly log: Log;
  /** Resolves with the next message of compaction. */
  next(): Promise<string>;
}

function createNotices(): Notices {
  let tell: (message: string) => void = () => undefined;
  const note = (_: object, message: string): void => tell(message);
  return {
    log: { debug: note, info: note, warn: note, error: note },
    next: () => new Promise((resolve) => (tell = resolve)),
  };
}

describe('compaction', () => {
  const settings = { afterIdleMs: 1000, superfluousLines: 10 };
  let folder: string;
  let path: string;
  let clock: FakeClock;
  let notices: Notices;
  let store: DocumentStore;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'compaction-'));
    path = join(folder, 'registry.db');
    clock = createFakeClock();
    notices = createNotices();
    store = await open();
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  const open = () => openNedbStore({ file: path, log: notices.log, clock, compaction: settings });
  const lineCount = async (): Promise<number> => (await readFile(path, 'utf8')).split('\n').length - 1;
  const putOften = async (times: number): Promise<void> => {
    for (let n = 0; n < times; n += 1) await store.put({ _id: 'x/1', n });
  };

  it('waits for enough superfluous lines and for a pause, and leaves one line per document', async () => {
    await store.put({ _id: 'x/2' });
    await putOften(10);
    expect(clock.waiting).toBe(0);
    await putOften(1);
    expect(clock.waiting).toBe(1);
    clock.advance(999);
    await putOften(1);
    clock.advance(999);
    expect(await lineCount()).toBe(13);
    const compacted = notices.next();
    clock.advance(1);
    expect(await compacted).toBe('The registry was compacted.');
    expect(await lineCount()).toBe(2);
    expect(await readdir(folder)).toEqual(['registry.db']);
    await store.put({ _id: 'x/3' });
    expect(byId(await store.all())).toEqual([{ _id: 'x/1', n: 0 }, { _id: 'x/2' }, { _id: 'x/3' }]);
    expect(await lineCount()).toBe(3);
  });

  it('does not wait for a pause for ever', async () => {
    const compacted = notices.next();
    await putOften(85);
    expect(await compacted).toBe('The registry was compacted.');
    await store.close();
    store = await open();
    expect(await store.all()).toEqual([{ _id: 'x/1', n: 84 }]);
  });

  it('is considered when a long file is opened', async () => {
    await putOften(30);
    await store.close();
    expect(clock.waiting).toBe(0);
    store = await open();
    const compacted = notices.next();
    clock.advance(1000);
    await compacted;
    expect(await lineCount()).toBe(1);
  });

  it('leaves the file as it is when it cannot write, and does not try again at once', async () => {
    await mkdir(join(folder, 'registry.db.compacting'));
    await putOften(12);
    const failed = notices.next();
    clock.advance(1000);
    expect(await failed).toContain('could not be compacted');
    await putOften(1);
    expect(clock.waiting).toBe(0);
    expect(await lineCount()).toBe(13);
    await rmdir(join(folder, 'registry.db.compacting'));
    await putOften(10);
    const compacted = notices.next();
    clock.advance(1000);
    expect(await compacted).toBe('The registry was compacted.');
  });

  it('leaves nothing behind that a crash did not let it finish', async () => {
    await store.put({ _id: 'x/1' });
    await store.close();
    await writeFile(join(folder, 'registry.db.compacting'), '{"_id":"x/');
    await writeFile(join(folder, 'registry.db.replacing'), '{"_id":"x/');
    store = await open();
    expect(await readdir(folder)).toEqual(['registry.db']);
    expect(await store.all()).toEqual([{ _id: 'x/1' }]);
  });

  it('loses nothing of what is written, removed or replaced while it works', async () => {
    const call = fc.record({
      kind: fc.constantFrom('put', 'put', 'put', 'remove', 'replace'),
      id: fc.nat(150),
      waits: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 12 }), async (calls) => {
        const expected = new Map<string, Document>();
        const documents = Array.from({ length: 150 }, (_, n) => ({ _id: `x/${n}`, round: 0 }));
        documents.forEach((document) => expected.set(document._id, document));
        await store.replaceAll(documents);
        await Promise.all(documents.map((document) => store.put(document)));
        clock.advance(1000);
        const waiting: Promise<void>[] = [];
        for (const [index, { kind, id, waits }] of calls.entries()) {
          const document = { _id: `x/${id}`, round: index };
          if (kind === 'replace') {
            expected.clear();
            waiting.push(store.replaceAll([document]));
          } else {
            waiting.push(kind === 'put' ? store.put(document) : store.remove(document._id));
          }
          if (kind === 'remove') expected.delete(document._id);
          else expected.set(document._id, document);
          if (waits) await waiting.at(-1);
        }
        await Promise.all(waiting);
        expect(byId(await store.all())).toEqual(byId([...expected.values()]));
        await store.close();
        store = await open();
        expect(byId(await store.all())).toEqual(byId([...expected.values()]));
      }),
      { numRuns: 8 },
    );
  });
});
