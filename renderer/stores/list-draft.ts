import * as z from 'zod';

/** An element as it is to be. One that was there carries its name in `from`, so that its metadata follow it. */
const ListItem = z.object({ from: z.string().nullable(), value: z.string() });
export type ListItem = Readonly<z.output<typeof ListItem>>;

const ListElement = z.object({ key: z.string(), value: z.string() });
/** An element as it is stored. */
export type ListElement = Readonly<z.output<typeof ListElement>>;

/** A list that was edited and is not saved. `base` are its elements as they were when the editing began. */
export const ListDraft = z.object({ items: z.array(ListItem).readonly(), base: z.array(ListElement).readonly() });
export type ListDraft = Readonly<z.output<typeof ListDraft>>;

interface Stored {
  readonly key: string;
  readonly value?: string | undefined;
}

/** The elements as a draft remembers them. */
export function baseOf(elements: readonly Stored[]): readonly ListElement[] {
  return elements.map(({ key, value = '' }) => ({ key, value }));
}

/** Whether somebody else changed the list since the editing began. */
export function isOvertaken({ base }: ListDraft, elements: readonly Stored[]): boolean {
  return !isSame(base, baseOf(elements));
}

/** The draft of these items; undefined when they are what is stored. */
export function draftOf(items: readonly ListItem[], base: readonly ListElement[]): ListDraft | undefined {
  const isStored = isSame(
    items.map(({ from, value }) => ({ key: from ?? '', value })),
    base,
  );
  return isStored ? undefined : { items, base };
}

/** Whether the stored elements are those of the draft, one after another. */
export function isWritten({ items }: ListDraft, elements: readonly Stored[]): boolean {
  return items.length === elements.length && beginsWith(elements, items);
}

/** The draft after an attempt that did only a part: what has its place already is not written again. Otherwise unchanged. */
export function afterPart(draft: ListDraft, elements: readonly Stored[]): ListDraft {
  if (!isOvertaken(draft, elements) || !beginsWith(elements, draft.items)) return draft;
  const items = draft.items.map(({ value }, index) => ({ from: elements[index]?.key ?? null, value }));
  return { items, base: baseOf(elements) };
}

/** The draft on top of somebody else's list. */
export function onTopOf({ items }: ListDraft, elements: readonly Stored[]): ListDraft {
  const there = new Set(elements.map(({ key }) => key));
  const kept = items.map(({ from, value }) => ({ from: from !== null && there.has(from) ? from : null, value }));
  return { items: kept, base: baseOf(elements) };
}

function beginsWith(elements: readonly Stored[], items: readonly ListItem[]): boolean {
  return items.every(({ value }, index) => elements[index]?.value === value);
}

function isSame(a: readonly ListElement[], b: readonly ListElement[]): boolean {
  return a.length === b.length && a.every(({ key, value }, at) => b[at]?.key === key && b[at].value === value);
}
