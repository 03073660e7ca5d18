import { open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Document, DocumentStore, Log } from '../../../../clusterd/ports.ts';
import { byId } from '../../../../clusterd/testing/by-id.ts';
import { createFakeClock } from '../../../../clusterd/testing/fake-clock.ts';
import { createSilentLog } from '../../../../clusterd/testing/silent-log.ts';
import { openNedbStore } from '../../nedb-store.ts';

/** What happened on the full disk, for the test to judge. */
export interface FullDiskReport {
  readonly acknowledgedBeforeFull: number;
  readonly rejections: readonly { readonly code: string; readonly reason: string }[];
  /** Whether memory, and what another program reads in the file, were exactly what was acknowledged, at each stage. */
  readonly stages: Readonly<Record<string, boolean>>;
  readonly warnings: readonly string[];
}

/**
 * Lives through a full disk in the directory, its only argument: an otherwise empty file system of some hundred KiB. Reports in one JSON line.
 */
const directory = process.argv[2] ?? '';
const file = join(directory, 'registry.db');
const filler = join(directory, 'filler');
const log = createSilentLog();
let noticeFailedCompaction: () => void = () => undefined;
const failedCompaction = new Promise<void>((resolve) => (noticeFailedCompaction = resolve));
const listening: Log = {
  ...log,
  warn(fields, message) {
    log.warn(fields, message);
    noticeFailedCompaction();
  },
};
const clock = createFakeClock();
const acknowledged = new Map<string, Document>();
const rejections: { code: string; reason: string }[] = [];
const stages: Record<string, boolean> = {};

const openStore = () =>
  openNedbStore({ file, log: listening, clock, compaction: { afterIdleMs: 1000, superfluousLines: 50 } });
let store: DocumentStore = await openStore();

async function put(_id: string, size: number): Promise<boolean> {
  const document = { _id, text: '€'.repeat(size) };
  try {
    await store.put(document);
    acknowledged.set(_id, document);
    return true;
  } catch (error) {
    const { code, data } = error as { code: string; data: { reason: string } };
    rejections.push({ code, reason: data.reason });
    return false;
  }
}

async function judge(stage: string): Promise<void> {
  const expected = JSON.stringify(byId([...acknowledged.values()]));
  const inMemory = JSON.stringify(byId(await store.all()));
  const text = await readFile(file, 'utf8');
  const onDisk = new Map<string, Document>();
  for (const line of text.split('\n').slice(0, -1)) {
    const document = JSON.parse(line) as Document;
    onDisk.set(document._id, document);
  }
  const inFile = text.endsWith('\n') ? JSON.stringify(byId([...onDisk.values()])) : 'torn';
  stages[stage] = inMemory === expected && inFile === expected;
}

/** Takes all the space that is left. */
async function fill(): Promise<void> {
  const handle = await open(filler, 'a');
  try {
    for (;;) await handle.write(Buffer.alloc(512));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    await handle.close();
  }
}

await writeFile(filler, Buffer.alloc(300 * 1024));
for (let times = 0; times < 300; times += 1) await put('often', 1);
let n = 0;
while (await put(`one/${n}`, 600)) n += 1;
const acknowledgedBeforeFull = acknowledged.size;
await judge('one by one, until the disk is full');

await fill();
await Promise.all(Array.from({ length: 40 }, (_, i) => put(`many/${i}`, 300)));
await judge('many at once on the full disk');

clock.advance(1000);
await failedCompaction;
await judge('after a compaction that did not fit');

const beforeReplacing = rejections.length;
await store
  .replaceAll([...acknowledged.values(), { _id: 'too/much', text: 'x'.repeat(400_000) }])
  .catch((error: unknown) => {
    const { code, data } = error as { code: string; data: { reason: string } };
    rejections.push({ code, reason: data.reason });
  });
stages['a replacement that does not fit is rejected'] = rejections.length === beforeReplacing + 1;
await judge('after that replacement');

await store.close();
store = await openStore();
await judge('opened on the full disk');
stages['it still rejects'] = !(await put('another', 2000));

await rm(filler);
const small = await Promise.all(Array.from({ length: 20 }, (_, i) => put(`small/${i}`, 1)));
stages['writes go on without reopening'] = small.every(Boolean);
await judge('after space was freed');

for (const id of [...acknowledged.keys()].filter((key) => key.startsWith('one/')).slice(0, 40)) {
  await store.remove(id);
  acknowledged.delete(id);
}
await store.replaceAll([...acknowledged.values()]);
await judge('after a replacement that fits');
await store.close();
store = await openStore();
stages['writes go on after reopening'] = await put('last', 600);
await judge('reopened');
await store.close();

const warnings = log.entries.filter(({ level }) => level === 'warn' || level === 'error').map(({ message }) => message);
const report: FullDiskReport = { acknowledgedBeforeFull, rejections, stages, warnings };
process.stdout.write(`${JSON.stringify(report)}\n`);
