import * as z from 'zod';
import { StartRefused } from '#shared/errors/start-refused.ts';
import type { Document, DocumentStore } from '../ports.ts';
import { inPieces, partId, removeParts } from './change-parts.ts';
import { ChangeRecord, ClusterChange } from './change-records.ts';
import { sizeOfRecord } from './change-size.ts';
import { Effects, type StoredSetting } from './cluster-records.ts';

const HEAD_ID = /^change\/\d+$/;

/** Some of what a change of clusters does and replaces. */
const ClusterPart = z.strictObject({ effects: Effects.partial(), before: ClusterChange.shape.before.partial() });

type Side = keyof z.output<typeof ClusterPart>;
const SIDES: readonly Side[] = ['effects', 'before'];
/** By side and name. */
type Lists = Readonly<Record<Side, Readonly<Record<string, readonly unknown[] | undefined>>>>;

/** How a setting of a change lies in the store; the same one when that is as it is. */
export type SettingForm = (setting: StoredSetting) => StoredSetting;

type Listed = Effects[keyof Effects][number];

interface Entry {
  readonly side: Side;
  readonly list: string;
  readonly record: Listed;
}

/**
 * Stores a change of clusters, durably when it resolves: a small one in one document, a large one in parts before it, one after another so that others
 * can run in between. The parts count only when the document of the change is stored after them. Resolves to that document's content.
 * @throws ElektraError STORAGE_FAILED, after which what was stored of it is removed, at the latest at the next start
 */
export async function storeClusterChange(
  store: DocumentStore,
  change: ClusterChange,
  form: SettingForm,
): Promise<ClusterChange> {
  const { number } = change;
  const pieces = inPieces(entriesOf(change, form), ({ record }) => sizeOfRecord(record));
  const first = pieces.next();
  let next = pieces.next();
  let parts = 0;
  const put = async ({ items }: { readonly items: readonly Entry[] }) => {
    await store.put({ _id: partId(number, parts), ...listed(items) });
    parts += 1;
  };
  try {
    if (first.done !== true && next.done !== true) await put(first.value);
    for (; next.done !== true; next = pieces.next()) await put(next.value);
    const inside = parts > 0 || first.done === true ? [] : [listed(first.value.items)];
    const head = { ...withLists(change, inside), parts };
    await putHead(store, head);
    return head;
  } catch (error) {
    await Promise.allSettled([removeParts(store, number, parts)]);
    throw error;
  }
}

/** Stores the document of a change, whose parts are stored. */
export async function putHead(store: DocumentStore, change: ChangeRecord): Promise<void> {
  await store.put({ _id: headId(change.number), ...change });
}

/** The changes in a store, each with all its parts, by number. @throws StartRefused when one is damaged */
export function changesIn(documents: readonly Document[]): readonly ChangeRecord[] {
  const byId = new Map(documents.map((document) => [document._id, document]));
  const heads = documents.filter(({ _id }) => HEAD_ID.test(_id)).map((document) => parsed(document, ChangeRecord));
  const whole = heads.map((head) => {
    if (head.kind === 'instance' || head.parts === 0) return head;
    const ids = partIds(head);
    return withLists(
      head,
      ids.map((id) => partIn(id, byId.get(id))),
    );
  });
  return whole.sort((a, b) => a.number - b.number);
}

/** A change of clusters has all its parts, one of an instance has not. @throws StartRefused when it is damaged, ElektraError STORAGE_FAILED */
export async function readChange(store: DocumentStore, number: number): Promise<ChangeRecord | null> {
  const document = await store.get(headId(number));
  if (document === null) return null;
  const head = parsed(document, ChangeRecord);
  if (head.kind === 'instance' || head.parts === 0) return head;
  const parts: Lists[] = [];
  for (const id of partIds(head)) parts.push(partIn(id, await store.get(id)));
  return withLists(head, parts);
}

/** Stores those parts of a change again whose settings have another form. */
export async function formParts(
  store: DocumentStore,
  change: Pick<ClusterChange, 'number' | 'parts'>,
  form: SettingForm,
): Promise<void> {
  for (const id of partIds(change)) {
    const part = partIn(id, await store.get(id));
    const formed = { effects: withForm(part.effects, form), before: withForm(part.before, form) };
    if (formed.effects !== part.effects || formed.before !== part.before) await store.put({ _id: id, ...formed });
  }
}

export async function removeChange(
  store: DocumentStore,
  { number, parts }: Pick<ChangeRecord, 'number' | 'parts'>,
): Promise<void> {
  await store.remove(headId(number));
  await removeParts(store, number, parts);
}

function withForm<T extends { readonly settings?: readonly StoredSetting[] | undefined }>(of: T, form: SettingForm): T {
  const formed = of.settings?.map(form);
  return formed === undefined || formed.every((each, at) => each === of.settings?.[at])
    ? of
    : { ...of, settings: formed };
}

function* entriesOf(change: ClusterChange, form: SettingForm): Generator<Entry> {
  for (const side of SIDES) {
    for (const [list, records] of Object.entries(change[side])) {
      for (const record of records) yield { side, list, record: isSetting(record) ? form(record) : record };
    }
  }
}

function isSetting(record: Listed): record is StoredSetting {
  return typeof record === 'object' && 'meta' in record;
}

function listed(entries: readonly Entry[]): Lists {
  const lists: Record<Side, Record<string, unknown[]>> = { effects: {}, before: {} };
  for (const { side, list, record } of entries) (lists[side][list] ??= []).push(record);
  return lists;
}

/** The change with what these lists hold, one after another, and nothing else. */
function withLists(change: ClusterChange, parts: readonly Lists[]): ClusterChange {
  const all = (side: Side) =>
    Object.fromEntries(
      Object.keys(change[side]).map((list) => [list, parts.flatMap((part) => part[side][list] ?? [])]),
    );
  // What is in the lists was of the same lists before, or was checked.
  return { ...change, effects: all('effects') as Effects, before: all('before') as ClusterChange['before'] };
}

function partIn(id: string, document: Document | null | undefined): z.output<typeof ClusterPart> {
  if (document === null || document === undefined) throw damaged(id, 'it is missing');
  return parsed(document, ClusterPart);
}

function partIds({ number, parts }: Pick<ClusterChange, 'number' | 'parts'>): readonly string[] {
  return Array.from({ length: parts }, (_each, part) => partId(number, part));
}

function parsed<T>({ _id, ...fields }: Document, schema: z.ZodType<T>): T {
  const result = schema.safeParse(fields);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw damaged(_id, `${issue?.path.join('.')}: ${issue?.message}`);
}

function damaged(id: string, problem: string): StartRefused {
  return new StartRefused(
    `The record ${id} of the registry is damaged (${problem}). Nothing was changed; restore the registry from a backup.`,
  );
}

function headId(number: number): string {
  return `change/${number}`;
}
